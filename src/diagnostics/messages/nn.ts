export const nnMessages = {};
