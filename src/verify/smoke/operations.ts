/** The key in reports for what belongs to no operation of the spec. */
export const appOperation = 'app';

/** The key of a schedule in reports. */
export function scheduleOperation(flow: string): string {
  return `schedule:${flow}`;
}

/** The key of a state machine in reports. */
export function machineOperation(machine: string): string {
  return `machine:${machine}`;
}
