// What the gateway says of itself: health, status, who is here, and what it has to offer.
import {
  validateAgentsListParams,
  validateCommandsListParams,
  validateModelsListParams,
} from '@openclaw/gateway-protocol'
import { commands } from '../../agent/commands.ts'
import { discoverModels } from '../../agent/models/discover-models.ts'
import { listModels, type ListedModel } from '../../agent/models/model-config.ts'
import { defaultAgentId, mainKey } from '../../conversations/conversation-key.ts'
import { summaryLine } from '../channel-rows.ts'
import { method, plainObject, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { allows } from '../scopes.ts'
import { modelFacts, toSessionRow } from '../session-rows.ts'

/** How long a channel may take to answer when `health` is to ask it. */
const probeMs = 10_000

export function overviewMethods(rooms: Rooms): Methods {
  const { config, store, conversations, presence, health, channels } = rooms
  const models = config.models

  async function probed() {
    await Promise.all(channels.list().map(channel => channel.probe(AbortSignal.timeout(probeMs))))
  }

  return {
    health: method('anyone', plainObject, ({ probe }) =>
      probe === true ? probed().then(() => health.answer()) : health.answer(),
    ),

    status: method('operator.read', plainObject, (_, { session }) => {
      const isAdmin = allows(session.admission.scopes, 'operator.admin')
      const { total, conversations: newest } = store.list({ limit: 10, offset: 0 })
      const paths = isAdmin ? [rooms.stateDir] : []
      const recent = isAdmin
        ? newest.map(conversation => {
            const row = toSessionRow(conversation, { conversations, models })
            return {
              ...row,
              age: Date.now() - conversation.updatedAt,
              percentUsed: null,
              remainingTokens: null,
            }
          })
        : []
      return {
        runtimeVersion: rooms.version,
        uptimeMs: health.uptimeMs(),
        heartbeat: {
          defaultAgentId,
          agents: [{ agentId: defaultAgentId, enabled: false, every: '0m', everyMs: null }],
        },
        channelSummary: channels.list().map(summaryLine),
        queuedSystemEvents: [],
        tasks: {
          total: 0,
          active: conversations.openCount(),
          terminal: 0,
          failures: 0,
          byStatus: {},
          byRuntime: {},
        },
        taskAudit: { total: 0, warnings: 0, errors: 0, byCode: {} },
        sessions: {
          paths,
          count: total,
          defaults: modelFacts(models),
          recent,
          byAgent: [{ agentId: defaultAgentId, path: paths[0] ?? '', count: total, recent }],
        },
      }
    }),

    'system-presence': method('operator.read', plainObject, () => presence.entries()),

    'last-heartbeat': method('operator.read', plainObject, () => null),

    'agents.list': method('operator.read', validateAgentsListParams, () => ({
      defaultId: defaultAgentId,
      mainKey,
      scope: 'per-sender',
      agents: [{ id: defaultAgentId, ...(models.primary ? { model: { primary: models.primary } } : {}) }],
    })),

    'models.list': method('operator.read', validateModelsListParams, async ({ view }) => {
      const listed = listModels(models)
      // Looking for model servers on this computer takes up to half a second, so only who wants all of them waits for it.
      const found = view === 'all' ? await discoverModels() : []
      const others = found
        .flatMap(({ providerId, models: served }) =>
          served.map(model => ({ name: `${providerId}/${model.id}`, providerId, model })),
        )
        .filter(({ name }) => !listed.some(entry => entry.name === name))
      return { models: [...listed, ...others].map(modelRow) }
    }),

    'commands.list': method('operator.read', validateCommandsListParams, params => ({
      commands: commands.map(({ name, description, category, argument }) => ({
        name,
        textAliases: [`/${name}`],
        description,
        category,
        source: 'native',
        scope: 'text',
        acceptsArgs: argument !== undefined,
        ...(argument === undefined || params.includeArgs === false
          ? {}
          : { args: [{ name: argument, description: '', type: 'string' }] }),
      })),
    })),
  }
}

function modelRow({ providerId, model }: ListedModel) {
  const { id, name = id, contextWindow, reasoning } = model
  return {
    id,
    name,
    provider: providerId,
    available: true,
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(reasoning === undefined ? {} : { reasoning }),
  }
}
