/** What a generation does, in this order; files are formatted while others are still generated. */
export type GenerateStage = 'spec' | 'generate' | 'format' | 'write';

/** How far a stage is, in files. */
export interface StageProgress {
  readonly stage: GenerateStage;
  readonly done: number;
  /** Undefined where it is not known yet. */
  readonly total: number | undefined;
}

export interface ProgressListener {
  /** Told when a stage begins. */
  readonly onStage?: (stage: GenerateStage) => void;
  /** Told after some files; the last time of a stage with all of them. */
  readonly onProgress?: (progress: StageProgress) => void;
}
