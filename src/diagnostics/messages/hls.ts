export const hlsMessages = {};
