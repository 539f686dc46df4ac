namespace Stylize.Engine.Tests.Architecture;

/// <summary>Which room may use which, read from the compiled assemblies. docs/architecture.md draws the same order.</summary>
public sealed class ArrowTests
{
    private const string Engine = "Stylize.Engine";

    /// <summary>The engine's floors from the ground up. A room may use itself and every floor below its own, never its neighbours.</summary>
    private static readonly string[][] Floors =
    [
        [""],
        ["IO", "Imaging"],
        ["Telemetry"],
        ["Operations"],
        ["Batch"],
        ["DotArt", "PixelArt", "Gaussians", "Segmentation", "Measuring"],
        ["Catalog"],
    ];

    [Fact]
    public void Rooms_of_the_engine_use_only_floors_below_their_own()
    {
        var wrong = CompiledArrows.Of(AssemblyPath(Engine))
            .Where(a => a.From.StartsWith(Engine, StringComparison.Ordinal) && a.To.StartsWith(Engine, StringComparison.Ordinal))
            .Where(a => Room(a.From) != Room(a.To) && Floor(Room(a.From)) <= Floor(Room(a.To)))
            .Select(a => a.ToString())
            .Order(StringComparer.Ordinal);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(Engine, 1)]
    public void No_rooms_of_an_assembly_form_a_circle(string assembly, int depth)
    {
        var project = assembly == "stylize" ? "Stylize.Cli" : assembly;
        for (var level = 1; level <= depth; level++)
        {
            var rooms = level;
            Assert.Null(Rooms.Circle(
                CompiledArrows.Of(AssemblyPath(assembly)).Where(a => IsOf(a.From, project) && IsOf(a.To, project)),
                type => Rooms.Of(type, project, rooms)));
        }
    }

    [Fact]
    public void An_arrow_upwards_and_a_circle_are_seen()
    {
        Arrow[] arrows = [new("P.Low.A", "P.High.B"), new("P.High.B", "P.Low.C")];
        var circle = Rooms.Circle(arrows, type => Rooms.Of(type, "P", 1));
        Assert.Equal(arrows.Order(Comparer<Arrow>.Create((a, b) => string.CompareOrdinal(a.From, b.From))), circle!.OrderBy(a => a.From, StringComparer.Ordinal));
        Assert.Null(Rooms.Circle(arrows[..1], type => Rooms.Of(type, "P", 1)));
        Assert.Contains(
            CompiledArrows.Of(AssemblyPath("Stylize.Engine.Tests")),
            a => a.From.EndsWith(nameof(ArrowTests), StringComparison.Ordinal) && a.To.EndsWith(nameof(CompiledArrows), StringComparison.Ordinal));
    }

    private static string Room(string type) => Rooms.Of(type, Engine, 1);

    private static bool IsOf(string type, string project) => type.StartsWith(project, StringComparison.Ordinal);

    private static int Floor(string room)
    {
        var floor = Array.FindIndex(Floors, f => f.Contains(room));
        return floor >= 0 ? floor : throw new InvalidOperationException($"The room '{room}' has no floor: give it one in {nameof(ArrowTests)}.");
    }

    private static string AssemblyPath(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
