/** The console's texts about checking a printed paper, in English. */
export const enPapers = {
  papers: {
    verify: 'Check a paper',
    verifyLead: 'Type the code printed at the foot of the paper.',
    code: 'Code',
    check: 'Check',
    genuine: 'This paper is genuine and unchanged.',
    changed: 'This paper is genuine, but the record was changed after it was printed.',
    unknown: 'No paper has this code.',
    unknownText: 'Look at each letter again. If it is right, the paper was not issued by Cien.',
    business: 'Business',
    number: 'Number',
    issued: 'Issued',
    state: 'Status now',
    gone: 'The record is gone',
    another: 'Check another paper',
  },
}
