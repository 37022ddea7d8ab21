export default { name: 'nothing' };
