using System.Reflection;
using Stylize.Engine.Tests.Imaging.Kit;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// Each tool of the kit for pictures (Foundation/Imaging/Kit) has an example.
/// </summary>
public sealed class KitTests
{
    [Fact]
    public void Every_tool_of_the_kit_has_an_example_that_a_test_runs()
    {
        var files = Sources.Below(Path.Combine(Checkout.Root, "Stylize.Engine", "Foundation", "Imaging", "Kit"));
        Assert.All(files, file => Assert.Contains("<example><code>", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Equal(
            files.Sum(file => Regex.Count(File.ReadAllText(file), "<example>")),
            typeof(KitExamples).GetMethods().Count(Runs));

        static bool Runs(MethodInfo method) => method.IsDefined(typeof(FactAttribute));
    }
}
