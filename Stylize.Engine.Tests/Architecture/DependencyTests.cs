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

    private static bool IsBelow(string type, string root) => type.StartsWith(root + ".", StringComparison.Ordinal);
}
