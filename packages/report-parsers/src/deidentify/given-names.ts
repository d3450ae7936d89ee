/** Common given names that are no words of a report: before a capital they are taken for a name. A small list: labels and titles find more. */
export const givenNames: readonly string[] = `
Aaron Adam Adrian Ahmed Aisha Akira Alan Albert Alejandro Alexander Alexandra Alice Amanda Amy Ana Andrea Andreas Andrew Angela Anita Ann Anna Anne Anthony
Antonio Arthur Barbara Benjamin Betty Brandon Brenda Brian Bruce Carl Carlos Carol Caroline Catherine Charles Charlotte Cheryl Christian Christina Christine
Christopher Claire Claudia Cynthia Daniel Daniela David Deborah Dennis Diana Diane Donald Donna Dorothy Edward Elena Elizabeth Emily Emma Eric Erika Eugene Eva
Evelyn Fatima Fernando Frances Francisco Frank Gabriel Gary George Gerald Gloria Gregory Hannah Hans Harold Harry Heather Heinrich Helen Henry Hiroshi Ibrahim
Ingrid Isabella Jack Jacob Jacqueline James Jane Janet Janice Jason Jean Jeffrey Jennifer Jeremy Jerry Jessica Joan Joel Johanna John Jonathan Jorge Jose Joseph
Joshua Joyce Juan Judith Judy Julia Julie Justin Karen Karl Katherine Kathleen Katrin Keith Kelly Kenneth Kenji Kevin Kimberly Klaus Kyle Larry Laura Lauren
Lawrence Linda Lisa Louis Lucas Luis Lucia Margaret Maria Marie Marilyn Marta Martha Martin Mary Matthew Megan Mehmet Melissa Michael Michelle Miguel Mohamed
Mohammed Monika Muhammad Nancy Naomi Natalie Nathan Nicholas Nicole Noah Oliver Olivia Pamela Patricia Patrick Paul Pedro Peter Petra Philip Rachel Ralph Raymond
Rebecca Richard Robert Roberto Roger Ronald Roy Russell Ruth Ryan Samantha Samuel Sandra Sara Sarah Scott Sean Sharon Shirley Sophia Sophie Stephanie Stephen
Steven Susan Takashi Takeshi Tanaka Teresa Thomas Timothy Tyler Ursula Victoria Vincent Virginia Walter Wayne William Wolfgang Xiao Yamada Yuki Yusuf Zachary
`
  .trim()
  .split(/\s+/);
