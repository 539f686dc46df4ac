namespace Stylize.Engine.Tests.Architecture;

/// <summary>Dependencies between rooms and between namespaces.</summary>
public sealed class DependencyTests
{
    /// <summary>Projects with rooms. The loader and the generator use none of them, and the site is not built
    /// here.</summary>
    private static readonly Project[] Projects =
    [
        .. Project.All.Where(project => project.Assembly is not
            ("Stylize.Engine.Tests" or "Stylize.PowerShell.Generator" or "Stylize.Loader" or "Stylize.Web")),
    ];

    private static readonly Lazy<IReadOnlyList<Dependency>> Dependencies = new(
        () => [.. SourceDependencies.Of(Projects).Where(a => a.From[0] != '.')]); // Programs have no namespace.

    public static TheoryData<string> Namespaces => [.. Projects.Select(project => project.Namespace)];

    [Fact]
    public void A_room_uses_only_rooms_below_it()
    {
        Assert.Empty(Rooms.Wrong(Dependencies.Value).Select(a => a.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Namespaces))]
    public void No_namespaces_of_a_project_form_a_circle(string root)
    {
        // A list of errors uses nothing, so that it is in no circle.
        var own = Dependencies.Value.Where(a => IsBelow(a.From, root) && IsBelow(a.To, root)
            && !a.To.EndsWith(".Errors", StringComparison.Ordinal)).ToList();
        for (var level = 1; level <= 4; level++)
        {
            var depth = level;
            Assert.Null(Architecture.Namespaces.FindCycle(own, type => Architecture.Namespaces.Of(type, root, depth)));
        }
    }

    /// <summary>Each arrow that is not allowed, as an import and a use in a source.</summary>
    [Fact]
    public void Every_forbidden_arrow_is_found()
    {
        var forbidden = 0;
        foreach (var user in Rooms.All)
        {
            foreach (var used in Rooms.All)
            {
                (string, string)[] sources =
                [
                    ("Planted", $"using {used};\n\nnamespace {user};\n\ninternal sealed class Planted(Used used);\n"),
                    ("Used", $"namespace {used};\n\ninternal sealed class Used;\n"),
                ];
                var arrow = new Dependency($"{user}.Planted", $"{used}.Used");
                Assert.Equal(Rooms.MayUse(user, used) ? [] : [arrow], Rooms.Wrong(SourceDependencies.Of(sources, [])));
                forbidden += Rooms.MayUse(user, used) ? 0 : 1;
            }
        }

        Assert.InRange(forbidden, Rooms.All.Count * (Rooms.All.Count - 1) / 2, int.MaxValue);
        Dependency[] unknown = [new("Stylize.Engine.New.A", "Stylize.Engine.B")];
        Assert.Throws<InvalidOperationException>(() => Rooms.Wrong(unknown).Count());
    }

    [Fact]
    public void An_upward_arrow_and_a_circle_are_found()
    {
        Dependency[] dependencies = [new("P.Low.A", "P.High.B"), new("P.High.B", "P.Low.C")];
        var cycle = Architecture.Namespaces.FindCycle(dependencies, type => Architecture.Namespaces.Of(type, "P", 1));
        Assert.Equal(dependencies.ToHashSet(), cycle!.ToHashSet());
        Assert.Null(
            Architecture.Namespaces.FindCycle(dependencies[..1], type => Architecture.Namespaces.Of(type, "P", 1)));
    }

    [Fact]
    public void Sources_show_uses_of_constants_but_comments_and_texts_are_no_uses()
    {
        (string, string)[] sources =
        [
            ("A",
                "namespace P.Low;\n\nclass A\n{\n    string Text => $\"B {Limits.Max:0}\"; // C\n    double D => "
                + "E.F;\n}\n"),
            ("B", "namespace P.High;\n\nclass B;\n"),
            ("C", "namespace P.Low;\n\ninternal sealed record C(int Side);\n"),
            ("Limits", "namespace P.High;\n\npublic static class Limits\n{\n    public const int Max = 7;\n}\n"),
            ("F", "namespace P.Low.E;\n\ninterface F;\n"),
        ];
        Assert.Equal(
            [new Dependency("P.Low.A", "P.High.Limits"), new Dependency("P.Low.A", "P.Low.E.F")],
            SourceDependencies.Of(sources, ["P.High"]).OrderBy(use => use.To, StringComparer.Ordinal));
    }

    private static bool IsBelow(string type, string root) => type.StartsWith(root + ".", StringComparison.Ordinal);
}
