/** Where the vault keeps the password that this computer's gateway asks for. */
export const gatewayPasswordId = 'gateway-password/local'
