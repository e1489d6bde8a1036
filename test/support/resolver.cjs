/** Finds packages the way `require` does, and those that only offer themselves to `import` as well. */
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options)
  } catch (error) {
    const bare = !request.startsWith('.') && !request.startsWith('/')
    if (!bare || options.conditions?.includes('import')) throw error
    return options.defaultResolver(request, { ...options, conditions: ['node', 'import', 'default'] })
  }
}
