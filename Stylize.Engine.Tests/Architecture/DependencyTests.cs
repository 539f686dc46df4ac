namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// Dependencies between namespaces, in sources and assemblies. docs/contributing/architecture.md shows the same order.
/// </summary>
public sealed class DependencyTests
{
    private const string Engine = "Stylize.Engine";

    /// <summary>
    /// The engine's layers from the bottom up. A namespace may use every layer below its own, but no other namespace of the same layer.
    /// </summary>
    private static readonly string[][] Layers =
    [
        [""],
        ["IO"],
        ["Imaging"],
        ["Telemetry"],
        ["Operations"],
        ["Drawings"],
        ["Runs"],
        ["DotArt", "PixelArt", "VectorArt", "Gaussians", "Segmentation", "Measuring"],
        ["Catalog"],
    ];

    [Fact]
    public void Namespaces_of_the_engine_use_only_layers_below_their_own()
    {
        var wrong = In(Engine).Where(a => Space(a.From) != Space(a.To) && Layer(Space(a.From)) <= Layer(Space(a.To)))
            .Select(a => a.ToString())
            .Order(StringComparer.Ordinal);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(Engine)]
    [InlineData("Stylize.Codecs")]
    [InlineData("Stylize.Storage")]
    [InlineData("Stylize.Workers")]
    [InlineData("Stylize.Studio")]
    [InlineData("Stylize.PowerShell")]
    [InlineData("Stylize.Cli")]
    public void No_namespaces_of_a_project_form_a_circle(string project)
    {
        var dependencies = In(project);
        for (var level = 1; level <= 3; level++)
        {
            var depth = level;
            Assert.Null(Namespaces.FindCycle(dependencies, type => Namespaces.Of(type, project, depth)));
        }
    }

    [Fact]
    public void The_engine_references_no_front_end_codec_or_database()
    {
        var foreign = typeof(StylizeException).Assembly.GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "Microsoft.Win32.Primitives");
        Assert.Empty(foreign);
    }

    [Fact]
    public void An_upward_arrow_and_a_circle_are_found()
    {
        Dependency[] dependencies = [new("P.Low.A", "P.High.B"), new("P.High.B", "P.Low.C")];
        var cycle = Namespaces.FindCycle(dependencies, type => Namespaces.Of(type, "P", 1));
        Assert.Equal(dependencies.ToHashSet(), cycle!.ToHashSet());
        Assert.Null(Namespaces.FindCycle(dependencies[..1], type => Namespaces.Of(type, "P", 1)));
        Assert.Contains(
            new Dependency(typeof(DependencyTests).FullName!, typeof(CompiledDependencies).FullName!),
            CompiledDependencies.Of(AssemblyPath("Stylize.Engine.Tests")));
    }

    [Fact]
    public void Sources_show_uses_of_constants_but_comments_and_texts_are_no_uses()
    {
        (string, string)[] sources =
        [
            ("A", "namespace P.Low;\n\nclass A\n{\n    string Text => $\"B {Limits.Max:0}\"; // C\n    double D => E.F;\n}\n"),
            ("B", "namespace P.High;\n\nclass B;\n"),
            ("C", "namespace P.Low;\n\ninternal sealed record C(int Side);\n"),
            ("Limits", "namespace P.High;\n\npublic static class Limits\n{\n    public const int Max = 7;\n}\n"),
            ("F", "namespace P.Low.E;\n\ninterface F;\n"),
        ];
        Assert.Equal(
            [new Dependency("P.Low.A", "P.High.Limits"), new Dependency("P.Low.A", "P.Low.E.F")],
            SourceDependencies.Of(sources, ["P.High"]).OrderBy(use => use.To, StringComparer.Ordinal));
    }

    /// <summary>The dependencies between the types of a project, from its sources and from its assembly.</summary>
    private static IEnumerable<Dependency> In(string project) => SourceDependencies.Of(project)
        .Union(CompiledDependencies.Of(AssemblyPath(project == "Stylize.Cli" ? "stylize" : project))
            .Where(a => a.From.StartsWith(project, StringComparison.Ordinal) && a.To.StartsWith(project, StringComparison.Ordinal)));

    private static string Space(string type) => Namespaces.Of(type, Engine, 1);

    private static int Layer(string space)
    {
        var layer = Array.FindIndex(Layers, l => l.Contains(space));
        return layer >= 0
            ? layer
            : throw new InvalidOperationException($"The namespace '{space}' has no layer: give it one in {nameof(DependencyTests)}.");
    }

    private static string AssemblyPath(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
