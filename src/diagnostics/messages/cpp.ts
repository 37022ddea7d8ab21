export const cppMessages = {};
