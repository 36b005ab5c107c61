import type { Answer } from './wordsApp.ts';

/** What a model would write for `examples/library/library.openapi.yaml`. */
export const libraryAnswers: Readonly<Record<string, Answer>> = {
  importBooks: {
    code: `export async function importBooks(context: CallContext, input: { readonly body: NewBookBody[] }): Promise<ImportBooksResponse202> {
  const skipped: string[] = [];
  let accepted = 0;
  for (const book of input.body) {
    if ((await bookRepository.findByIsbn(context, book.isbn)) !== undefined) {
      skipped.push(book.isbn);
      continue;
    }
    if ((await authorRepository.find(context, book.authorId)) === undefined) throw unprocessable("unknown_author", "There is no such author.");
    await bookRepository.insert(context, book);
    accepted += 1;
  }
  return { accepted, skipped };
}`,
    cases: [
      {
        name: 'one that is known and one that is not',
        rows: [{ name: 'author', entity: 'Author', values: {} }, { name: 'known', entity: 'Book', values: { isbn: '9780000000001' } }],
        arguments: { input: { body: [{ title: 'Again', isbn: '9780000000001', authorId: { $key: 'author' } }, { title: 'New', isbn: '9780000000002', authorId: { $key: 'author' } }] } },
        expect: { result: { accepted: 1, skipped: ['9780000000001'] }, counts: { Book: 2 } },
      },
    ],
  },
  renewLoan: {
    code: `export async function renewLoan(context: CallContext, input: { readonly params: { readonly loanId: string } }): Promise<Loan> {
  const loan = await loanRepository.findForUpdate(context, input.params.loanId);
  if (loan === undefined) throw notFound("Loan", input.params.loanId);
  if (loan.returnedAt !== null) throw conflict("returned", "The loan is over.");
  if (loan.renewals >= 2) throw conflict("renewed_twice", "A loan can be renewed twice.");
  if (loan.dueOn < dayOf(context.now)) throw conflict("overdue", "The loan is overdue.");
  const due = new Date(\`\${loan.dueOn}T00:00:00Z\`);
  due.setUTCDate(due.getUTCDate() + 14);
  return presentLoan(await loanRepository.update(context, loan, { dueOn: dayOf(due), renewals: loan.renewals + 1 }));
}`,
    helpers: ['function dayOf(instant: Date): string {\n  return instant.toISOString().slice(0, 10);\n}'],
    cases: [
      {
        name: 'fourteen days more', rows: [{ name: 'loan', entity: 'Loan', values: { dueOn: { $now: 'P3D' }, renewals: 1 } }],
        arguments: { input: { params: { loanId: { $key: 'loan' } } } }, expect: { result: { dueOn: '2030-02-01', renewals: 2 }, rows: { loan: { renewals: 2 } } },
      },
      {
        name: 'not a third time', rows: [{ name: 'loan', entity: 'Loan', values: { dueOn: { $now: 'P3D' }, renewals: 2 } }],
        arguments: { input: { params: { loanId: { $key: 'loan' } } } }, expect: { failure: { status: 409 }, rows: { loan: { renewals: 2 } } },
      },
      {
        name: 'not when it is overdue', rows: [{ name: 'loan', entity: 'Loan', values: { dueOn: { $now: '-P1D' }, renewals: 0 } }],
        arguments: { input: { params: { loanId: { $key: 'loan' } } } }, expect: { failure: { status: 409, code: 'overdue' } },
      },
    ],
  },
  searchBooks: {
    code: `export async function searchBooks(context: CallContext, input: { readonly query: SearchBooksQuery }): Promise<SearchBooksResponse200Item[]> {
  const pattern = \`%\${input.query.q.replaceAll(/[%_\\\\]/g, "\\\\$&")}%\`;
  const found = await context.tx.select().from(books).where(ilike(books.title, pattern)).orderBy(asc(books.title), asc(books.id));
  return found.map((book) => ({ book: presentBook(book), score: Math.min(1, input.query.q.length / book.title.length) }));
}`,
    cases: [
      {
        name: 'by a part of the title', rows: [{ name: 'a', entity: 'Book', values: { title: 'The Sea' } }, { name: 'b', entity: 'Book', values: { title: 'Mountains' } }],
        arguments: { input: { query: { q: 'sea' } } }, expect: { result: [{ book: { title: 'The Sea' } }] },
      },
    ],
  },
  uploadCover: {
    code: `export async function uploadCover(context: CallContext, input: { readonly params: { readonly bookId: string }; readonly body: { cover: Buffer } & { caption?: string | undefined } }): Promise<void> {
  const book = await bookRepository.findForUpdate(context, input.params.bookId);
  if (book === undefined) throw notFound("Book", input.params.bookId);
}`,
  },
};

/** What a model would write for `examples/clinic/clinic.devmatrix.yaml`. */
export const clinicAnswers: Readonly<Record<string, Answer>> = {
  getReportsUtilisation: {
    code: `export async function getReportsUtilisation(context: CallContext, input: { readonly query: GetReportsUtilisationQuery }): Promise<GetReportsUtilisationResultItem[]> {
  const { from, to } = input.query;
  const start = new Date(\`\${from}T00:00:00Z\`);
  const end = new Date(\`\${to}T00:00:00Z\`);
  end.setUTCDate(end.getUTCDate() + 1);
  const active = await doctorRepository.where(context, [["active", "==", true]]);
  const booked = await appointmentRepository.where(context, [["startsAt", ">=", start], ["startsAt", "<", end], ["status", "in", open]], { anyOwner: true });
  return active.map(({ id }) => ({ doctorId: id, hours: booked.filter(({ doctorId }) => doctorId === id).length / 2 }));
}`,
    helpers: ['const open = ["REQUESTED", "CONFIRMED", "COMPLETED"] as const;'],
    cases: [
      {
        name: 'half an hour each, of active doctors',
        rows: [
          { name: 'busy', entity: 'Doctor', values: {} }, { name: 'gone', entity: 'Doctor', values: { active: false } },
          { name: 'first', entity: 'Appointment', values: { doctor: { $key: 'busy' }, startsAt: '2030-01-15T09:00:00Z' } },
          { name: 'second', entity: 'Appointment', values: { doctor: { $key: 'busy' }, startsAt: '2030-01-15T10:00:00Z', status: 'CONFIRMED' } },
          { name: 'off', entity: 'Appointment', values: { doctor: { $key: 'busy' }, startsAt: '2030-01-15T11:00:00Z', status: 'CANCELLED' } },
        ],
        arguments: { input: { query: { from: '2030-01-15', to: '2030-01-15' } } },
        expect: { result: [{ doctorId: { $key: 'busy' }, hours: 1 }] },
      },
    ],
  },
};
