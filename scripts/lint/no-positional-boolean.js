// A call such as upgrade(release, true, false) says nothing to its reader; a mode is a union of words.
const isBoolean = (param) => {
  if (param.type === "AssignmentPattern") {
    return (param.right.type === "Literal" && typeof param.right.value === "boolean") || isBoolean(param.left);
  }
  return param.typeAnnotation?.typeAnnotation?.type === "TSBooleanKeyword";
};

const check = (context) => (node) => {
  if (node.params.length < 2) return;
  for (const param of node.params.filter(isBoolean)) {
    context.report({ node: param, message: "Positional boolean: take a union of words or an options object" });
  }
};

const rule = {
  create(context) {
    const visit = check(context);
    return {
      FunctionDeclaration: visit,
      FunctionExpression: visit,
      ArrowFunctionExpression: visit,
      TSDeclareFunction: visit,
      TSMethodSignature: visit,
    };
  },
};

export default { meta: { name: "addons" }, rules: { "no-positional-boolean": rule } };
