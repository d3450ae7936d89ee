/** The commonest words of reports in other languages, none of them English: what makes a short text certainly foreign. */
export const foreignWords: ReadonlySet<string> = new Set(
  [
    // German
    'der das und ist sind nicht kein keine keinen keiner ohne mit im dem eine einer einem zeigt sich zum zur bei nach beidseits',
    'links rechts leber niere nieren milz lunge lungen herz befund regelrecht regelrechte erguss nachweis',
    // French
    'le la les du des et est sont pas sans avec une de dans aux sur par gauche droit droite foie rein reins poumon absence aspect taille',
    // Spanish and Portuguese
    'el los las del y es sin con una se observa observan izquierdo izquierda derecho derecha higado bazo quiste tamaño pulmonar',
    'os do da dos das com sem uma na esquerdo esquerda direito direita rim rins tamanho ausência sinais',
    // Italian
    'il lo gli dello della dei delle non di al alla nel nella sono senza sinistro sinistra destro destra fegato milza rene reni assenza',
    // Dutch
    'het een geen niet zijn zonder van voor aan bij lever milt nier longen normaal',
    // Turkish
    've bir ile olarak izlendi izlenmedi saptanmadı normaldir doğaldır sağ sol akciğer karaciğer dalak böbrek mevcut',
    // Swedish, Danish, Norwegian
    'och är inga ingen ikke og er med ikkje av den til',
    // Polish, Czech
    'nie bez oraz jest wątroba nerki lewej prawej nejsou není játra',
    // Croatian, Serbian, Slovene
    'jetra nema bubreg slezena pluća ni brez levo desno',
    // Finnish, Estonian
    'ei ja ole maksa perna keuhkot keuhkoissa munuaisessa nestettä normaali normaalit',
    // Indonesian, Malay
    'tidak tiada dan pada dalam batas tampak dengan hati paru ginjal jantung kiri kanan',
    // Hungarian
    'nincs nem és máj lép vese vesében tüdő bal jobb folyadék',
    // Romanian
    'fără fara și ficat ficatul splina rinichi stâng stang drept lichid',
  ]
    .join(' ')
    .split(' '),
);
