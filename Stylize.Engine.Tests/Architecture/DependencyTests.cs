using System.Reflection;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// Dependencies between namespaces, in sources and assemblies. docs/contributing/architecture.md shows the same order.
/// </summary>
public sealed class DependencyTests
{
    private const string Engine = "Stylize.Engine";

    /// <summary>
    /// The layers of the foundation from the bottom up. A namespace may use every layer below its own. The compiler holds the arrows
    /// between libraries.
    /// </summary>
    private static readonly string[] Layers = ["", "IO", "Imaging", "Telemetry", "Operations", "Runs"];

    public static TheoryData<string> Assemblies => [.. Project.All.Select(project => project.Assembly).Where(name => name is not
        ("Stylize.Engine.Tests" or "Stylize.PowerShell.Generator" or "Stylize.Loader" or "Stylize.Web" or "libgaussianimage"
            or "LibVips"))];

    [Fact]
    public void Namespaces_of_the_foundation_use_only_layers_below_their_own()
    {
        var foundation = Project.Engine.Single(project => project.Namespace == Engine);
        var wrong = foundation.Dependencies().Where(a => Space(a.From) != Space(a.To) && Layer(Space(a.From)) <= Layer(Space(a.To)))
            .Select(a => a.ToString())
            .Order(StringComparer.Ordinal);
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_namespaces_of_a_project_form_a_circle(string assembly)
    {
        var project = Project.All.Single(one => one.Assembly == assembly);
        var dependencies = project.Dependencies().ToList();
        for (var level = 1; level <= 3; level++)
        {
            var depth = level;
            Assert.Null(Namespaces.FindCycle(dependencies, type => Namespaces.Of(type, project.Namespace, depth)));
        }
    }

    /// <summary>A program that wants pixel art alone takes one library, with the foundation and drawings below it.</summary>
    [Fact]
    public void A_library_of_the_engine_references_only_the_foundation_and_drawings()
    {
        var engines = Project.Engine.Select(project => project.Assembly).Where(name => name != Engine).ToList();
        Assert.Equal(7, engines.Count);
        foreach (var engine in engines)
        {
            var references = Assembly.Load(new AssemblyName(engine)).GetReferencedAssemblies().Select(a => a.Name!)
                .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "Microsoft.Win32.Primitives")
                .Except(["Stylize.Engine.Foundation", "Stylize.Engine.Drawings"]);
            Assert.Empty(references);
        }
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

    private static string Space(string type) => Namespaces.Of(type, Engine, 1);

    private static int Layer(string space)
    {
        var layer = Array.IndexOf(Layers, space);
        return layer >= 0
            ? layer
            : throw new InvalidOperationException($"The namespace '{space}' has no layer: give it one in {nameof(DependencyTests)}.");
    }

    private static string AssemblyPath(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
