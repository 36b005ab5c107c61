/** Why something is no CRUD, for people. */
export interface Refusal {
  readonly reason: string;
}
