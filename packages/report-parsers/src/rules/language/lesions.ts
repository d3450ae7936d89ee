/** Nouns of something that has a size of its own, so that the size is not the organ's. */
export const lesionNouns =
  /^(?:cyst|lesion|nodul|mass|masses|focus$|foci$|tumou?r|neoplas|metasta|adenoma|angiomyolipoma|ha?emangioma|granuloma|calcif|calcul|stone|collection|abscess|ha?ematoma|hypodens|hyperdens|hypoattenuat|lacerat|infarct|pseudocyst|aneurysm|diverticul|polyp|lipoma|defect)/;
