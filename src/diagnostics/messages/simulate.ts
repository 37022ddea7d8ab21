export const simulateMessages = {};
