// Imported before every schema: zod otherwise tries `new Function`, which the content security policy reports.
import { z } from 'zod'

z.config({ jitless: true })
