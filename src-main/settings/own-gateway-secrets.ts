// Where the vault keeps what this computer's gateway asks for.

export const gatewayPasswordId = 'gateway-password/local'
export const gatewayTokenId = 'gateway-token/local'
