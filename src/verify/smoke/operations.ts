/** The key in reports for what belongs to no operation of the spec. */
export const appOperation = 'app';

/** The key of a state machine in reports. */
export function machineOperation(machine: string): string {
  return `machine:${machine}`;
}
