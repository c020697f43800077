// The requests for approval as they stand in the database.
import type { DatabaseSync } from 'node:sqlite'
import type { Approval, ApprovalRequest, Decision } from './approvals.ts'

type Columns = {
  id: string
  request: string
  created_at: number
  expires_at: number
  decision: string | null
  resolved_by: string | null
  resolved_at: number | null
  used_at: number | null
}

export function approvalRows(database: DatabaseSync) {
  const sql = {
    all: database.prepare('SELECT * FROM exec_approvals ORDER BY created_at, rowid'),
    add: database.prepare(
      `INSERT INTO exec_approvals (id, run_id, call_id, request, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    settle: database.prepare(
      'UPDATE exec_approvals SET decision = ?, resolved_by = ?, resolved_at = ? WHERE id = ? AND resolved_at IS NULL',
    ),
    endPending: database.prepare(
      'UPDATE exec_approvals SET resolved_by = ?, resolved_at = ? WHERE resolved_at IS NULL',
    ),
    use: database.prepare('UPDATE exec_approvals SET used_at = coalesce(used_at, ?) WHERE id = ?'),
    forget: database.prepare('DELETE FROM exec_approvals WHERE id = ?'),
  }

  return {
    /** Oldest first. */
    all: (): { readonly approval: Approval; readonly isUsed: boolean }[] =>
      (sql.all.all() as Columns[]).map(row => ({ approval: toApproval(row), isUsed: row.used_at !== null })),

    add({ id, request, createdAtMs, expiresAtMs }: Approval) {
      const { runId = null, toolCallId = null } = request
      sql.add.run(id, runId, toolCallId, JSON.stringify(request), createdAtMs, expiresAtMs)
    },

    settle: ({ id, decision, resolvedBy, resolvedAtMs }: Approval) =>
      void sql.settle.run(decision ?? null, resolvedBy ?? null, resolvedAtMs ?? null, id),

    /** Ends whatever still waits, without an answer. */
    endPending: (why: string, at: number) => void sql.endPending.run(why, at),

    use: (id: string, at: number) => void sql.use.run(at, id),

    forget: (id: string) => void sql.forget.run(id),
  }
}

function toApproval(row: Columns): Approval {
  const { id, decision, resolved_at: resolvedAtMs } = row
  const approval = {
    id,
    request: JSON.parse(row.request) as ApprovalRequest,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
  }
  if (resolvedAtMs === null) return approval
  return {
    ...approval,
    decision: decision as Decision | null,
    resolvedBy: row.resolved_by ?? undefined,
    resolvedAtMs,
  }
}
