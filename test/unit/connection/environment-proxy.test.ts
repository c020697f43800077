import { expect, test } from 'vitest'
import { proxyOfEnvironment } from '../../../src-main/connection/proxy/environment-proxy.ts'
import { readProxyAddress } from '../../../src-shared/proxy-address.ts'

const gateway = { hostname: 'gateway.example.org', port: 443 }
const at = 'http://proxy:3128'

test.each([
  [{}, undefined],
  [{ HTTPS_PROXY: at }, at],
  [{ https_proxy: at, HTTPS_PROXY: 'http://other:1' }, at],
  [{ ALL_PROXY: at }, at],
  [{ all_proxy: 'http://other:1', HTTPS_PROXY: at }, at],
  [{ HTTPS_PROXY: ' ' }, undefined],
  [{ HTTP_PROXY: at }, undefined],
])('%j says %s', (env, proxy) => {
  expect(proxyOfEnvironment(gateway, env)?.address).toBe(proxy)
})

test.each([
  ['*', true],
  ['gateway.example.org', true],
  ['GATEWAY.example.org', true],
  ['example.org', true],
  ['.example.org', true],
  ['*.example.org', true],
  ['ample.org', false],
  ['other.org, example.org', true],
  ['other.org example.org:443', true],
  ['example.org:8443', false],
  ['10.0.0.0/8', false],
  ['', false],
])('no_proxy=%s takes the gateway out: %s', (rules, isOut) => {
  expect(proxyOfEnvironment(gateway, { https_proxy: at, no_proxy: rules })).toEqual({
    address: isOut ? undefined : at,
  })
})

test.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['10.1.2.3', '10.1.2.3:443', true],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '10.1.2.3/99', false],
  ['fd00::7', 'fd00::/8', true],
  ['fd00::7', '[fd00::7]:443', true],
  ['fd00::7', '[fd00::7]:80', false],
  ['fd00::7', '0:0:0:0:0:0:0:1', false],
])('the address %s under no_proxy=%s is taken out: %s', (hostname, rules, isOut) => {
  const found = proxyOfEnvironment({ hostname, port: 443 }, { https_proxy: at, NO_PROXY: rules })
  expect(found).toEqual({ address: isOut ? undefined : at })
})

test.each([
  ['http://proxy:3128', { scheme: 'http', hostname: 'proxy', port: 3128 }],
  ['proxy.example:3128', { scheme: 'http', hostname: 'proxy.example', port: 3128 }],
  ['HTTPS://proxy', { scheme: 'https', hostname: 'proxy', port: 443 }],
  ['socks5h://[::1]', { scheme: 'socks5', hostname: '::1', port: 1080 }],
  ['socks://10.0.0.1:9050/', { scheme: 'socks5', hostname: '10.0.0.1', port: 9050 }],
  [
    'http://ada:p%40ss%3Aword@proxy:80',
    { scheme: 'http', hostname: 'proxy', port: 80, login: { user: 'ada', password: 'p@ss:word' } },
  ],
])('%s is an address of a proxy', (text, address) => {
  expect(readProxyAddress(text)).toEqual(address)
})

test.each([
  '',
  'socks4://proxy:1080',
  'ftp://proxy',
  'http://proxy/path',
  'http://proxy?x=1',
  'http://proxy:0',
  'http://proxy:65536',
  'http://-x',
  'http://pro xy',
  'http://%ff@proxy',
  'file:///etc/passwd',
])('%j is none', text => {
  expect(readProxyAddress(text)).toBeUndefined()
})
