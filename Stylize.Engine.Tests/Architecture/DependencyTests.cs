namespace Stylize.Engine.Tests.Architecture;

/// <summary>Dependencies between layers, read from the compiled assemblies.
/// docs/contributing/architecture.md shows the same order.</summary>
public sealed class DependencyTests
{
    private const string Engine = "Stylize.Engine";

    /// <summary>
    /// The engine's floors from the bottom up. A room may use every floor below its own, but no other room of the same floor.
    /// </summary>
    private static readonly string[][] Floors =
    [
        [""],
        ["IO"],
        ["Imaging"],
        ["Telemetry"],
        ["Operations"],
        ["Runs"],
        ["DotArt", "PixelArt", "Gaussians", "Segmentation", "Measuring"],
        ["Catalog"],
    ];

    [Fact]
    public void Rooms_of_the_engine_use_only_floors_below_their_own()
    {
        var wrong = CompiledDependencies.Of(AssemblyPath(Engine))
            .Where(a => a.From.StartsWith(Engine, StringComparison.Ordinal) && a.To.StartsWith(Engine, StringComparison.Ordinal))
            .Where(a => Room(a.From) != Room(a.To) && Floor(Room(a.From)) <= Floor(Room(a.To)))
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
    [InlineData("stylize")]
    public void No_rooms_of_an_assembly_form_a_circle(string assembly)
    {
        var project = assembly == "stylize" ? "Stylize.Cli" : assembly;
        for (var level = 1; level <= 3; level++)
        {
            var rooms = level;
            Assert.Null(Rooms.FindCycle(
                CompiledDependencies.Of(AssemblyPath(assembly)).Where(a => IsOf(a.From, project) && IsOf(a.To, project)),
                type => Rooms.Of(type, project, rooms)));
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
        var cycle = Rooms.FindCycle(dependencies, type => Rooms.Of(type, "P", 1));
        Assert.Equal(dependencies.ToHashSet(), cycle!.ToHashSet());
        Assert.Null(Rooms.FindCycle(dependencies[..1], type => Rooms.Of(type, "P", 1)));
        Assert.Contains(
            new Dependency(typeof(DependencyTests).FullName!, typeof(CompiledDependencies).FullName!),
            CompiledDependencies.Of(AssemblyPath("Stylize.Engine.Tests")));
    }

    private static string Room(string type) => Rooms.Of(type, Engine, 1);

    private static bool IsOf(string type, string project) => type.StartsWith(project, StringComparison.Ordinal);

    private static int Floor(string room)
    {
        var floor = Array.FindIndex(Floors, f => f.Contains(room));
        return floor >= 0
            ? floor
            : throw new InvalidOperationException($"The room '{room}' has no floor: give it one in {nameof(DependencyTests)}.");
    }

    private static string AssemblyPath(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
