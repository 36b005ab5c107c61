/** What an atom may do at most, from the IR: it bounds what validators admit. */
export type AtomAccess = 'read' | 'write';

/** How an atom works, for partial implementations and prompts: `compute` decides or calculates, `reducer` condenses rows, `effect` writes, `orchestrator` drives several. */
export type OperationKind = 'compute' | 'reducer' | 'effect' | 'orchestrator';
