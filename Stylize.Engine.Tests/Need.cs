using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Stylize.Engine.Tests;

/// <summary>A program that tests need, and that few machines have.</summary>
public interface INeed
{
    /// <summary>The reason why this machine cannot run the tests; null if it can.</summary>
    static abstract string? Missing { get; }
}

/// <summary>
/// A test that needs a program. It runs only with STYLIZE_TESTS=all, whether the program is installed or not. If it is
/// missing, all such tests of a class are one skipped test, which lists them.
/// </summary>
[XunitTestCaseDiscoverer(typeof(NeedDiscoverer))]
public sealed class FactAttribute<TNeed> : FactAttribute, ITraitAttribute
    where TNeed : INeed
{
    public FactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = TNeed.Missing;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => Tier.All;
}

/// <inheritdoc cref="FactAttribute{TNeed}"/>
[XunitTestCaseDiscoverer(typeof(NeedDiscoverer))]
public sealed class TheoryAttribute<TNeed> : TheoryAttribute, ITraitAttribute
    where TNeed : INeed
{
    public TheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = TNeed.Missing;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => Tier.All;
}

/// <summary>The trait of tests that run only with STYLIZE_TESTS=all: <c>[Trait("Tier", "All")]</c>.</summary>
internal static class Tier
{
    public static IReadOnlyCollection<KeyValuePair<string, string>> All { get; } = [new("Tier", "All")];
}

/// <summary>Finds the cases of tests that need a program.</summary>
public sealed class NeedDiscoverer : IXunitTestCaseDiscoverer
{
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        var attribute = (FactAttribute)factAttribute;
        if (attribute.Skip is not null)
        {
            var tests = testMethod.TestClass.Methods.Where(method => Need(method) == Need(testMethod.Method))
                .Select(method => method.Name).Order(StringComparer.Ordinal).ToArray();
            if (tests[0] != testMethod.MethodName) return new([]);

            if (tests.Length > 1)
            {
                attribute.DisplayName =
                    $"{testMethod.TestClass.TestClassName}: {tests.Length} tests not run. {attribute.Skip}";
                attribute.Skip += $" Not run: {string.Join(", ", tests)}.";
            }
        }

        IXunitTestCaseDiscoverer discoverer = attribute is TheoryAttribute
            ? new TheoryDiscoverer() : new FactDiscoverer();
        return discoverer.Discover(discoveryOptions, testMethod, attribute);
    }

    private static Type? Need(MethodInfo method) => method.GetCustomAttributesData()
        .Select(data => data.AttributeType)
        .FirstOrDefault(type => type.IsGenericType && type.IsAssignableTo(typeof(FactAttribute)))
        ?.GenericTypeArguments[0];
}
