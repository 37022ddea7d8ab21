export const codegenMessages = {};
