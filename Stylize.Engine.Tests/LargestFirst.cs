using Stylize.Engine.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LargestFirst))]

namespace Stylize.Engine.Tests;

/// <summary>Starts the collections of several classes first. They take longest, and would run alone at the end.
/// </summary>
public sealed class LargestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionClassName is null)];
}
