import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Atom, WrittenUnit } from '../ir/atom.ts';
import type { Unit } from '../ir/unit.ts';
import type { GatewayResult } from '../llm/gateway/gatewayResult.ts';
import type { ModelRequest } from '../llm/gateway/modelRequest.ts';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import type { RandomPort, TimePort } from '../llm/ports.ts';
import type { WastedEvent } from '../llm/records/ledger.ts';
import type { RunLogRepository } from '../llm/records/runLog.ts';
import type { PlannedAtom } from '../plan/atoms.ts';
import type { Masterplan } from '../plan/masterplan.ts';
import type { LoggedEvent } from './runEvent.ts';
import type { WaveSettings } from './settings.ts';
import type { AtomWorkshop, LevelChecks } from './workshop.ts';

/** Everything that a run reaches the world through. */
export interface WavePorts {
  readonly gateway: WaveGateway;
  readonly workshop: AtomWorkshop;
  /** Left out: atoms alone are judged. */
  readonly levels?: LevelChecks;
  readonly log: RunLogRepository;
  readonly ledger: { record(event: WastedEvent): Promise<void> };
  /** Takes the run for this process until the returned function is called; undefined when another one drives it. */
  readonly lock: (run: string) => Promise<(() => void) | undefined>;
  readonly time: TimePort;
  readonly random: RandomPort;
}

/** The gateway as a run uses it. */
export interface WaveGateway {
  ask(request: ModelRequest, signal: CancelSignal): Promise<GatewayResult>;
  /** The model that would be asked first; undefined when nobody can tell. */
  firstModel?(request: ModelRequest): Promise<ModelInfo | undefined> | ModelInfo | undefined;
}

/** What is to be written, as the person approved it. */
export interface WavePlan {
  /** Digest of the plan, shown to people. */
  readonly id: string;
  readonly application: string;
  /** Digest of the spec. */
  readonly spec: string;
  /** Version of the templates of prompts. */
  readonly template: string;
  readonly units: readonly Unit[];
  readonly atoms: readonly PlannedAtom[];
  readonly strata: Masterplan['strata'];
  /** Atoms of which the app has code that was written for older words. */
  readonly stale?: readonly string[];
  readonly estimateMicroUsd?: number;
  readonly budgetMicroUsd?: number;
}

export interface WaveRunOptions {
  /** Id of the run: of its log, in the ledger, and of its budget. An id that has a log goes on where that ends. */
  readonly run: string;
  /** The workspace's id in the ledger. */
  readonly workspace: string;
  readonly plan: WavePlan;
  readonly ports: WavePorts;
  readonly settings?: Partial<WaveSettings>;
  /** What the app's book has already: what is complete and was written for the same task is not asked again. */
  readonly known?: readonly WrittenUnit[];
  /** Hears each event once it is on disk. */
  readonly events?: (logged: LoggedEvent) => void;
  /** Aborted: the run is cancelled; calls under way are cancelled and settled. */
  readonly signal: CancelSignal;
}

/** An atom of a run with its place in the plan. */
export interface RunAtom {
  readonly atom: Atom;
  readonly planned: PlannedAtom;
  /** Digest of what it is asked by. */
  readonly task: string;
}
