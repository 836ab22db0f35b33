import type { KernelReply, KernelRequest } from '../../protocol/messages';

/** What one execution asks of the kernel; the session numbers it. */
export type Execution = Omit<Extract<KernelRequest, { type: 'execute' }>, 'type' | 'id'>;

/** What an execution sends before it is done. */
export type ExecutionReply = Exclude<KernelReply, { type: 'done' }>;

/** A notebook's kernel: one Python module whose cells are executed one after the other. */
export interface KernelSession {
  /** Executes one cell; resolves to whether it succeeded. Rejects with the reason when the kernel is gone. */
  execute(execution: Execution, onReply: (reply: ExecutionReply) => void): Promise<boolean>;
  /** Asks the running cell to stop; a kernel that does not react is ended, and its variables with it. */
  interrupt(): void;
  /** Ends the kernel. Cells that are still running fail. */
  dispose(): void;
}
