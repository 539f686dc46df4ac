using System.Reflection;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>A project of the checkout, without tools.</summary>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="Assembly">Name of its assembly.</param>
/// <param name="Namespace">Namespace of the files in its folder; subfolders are namespaces below it.</param>
internal sealed partial record Project(string Folder, string Assembly, string Namespace)
{
    /// <summary>All projects. Paths of the folders that contain others come last.</summary>
    public static IReadOnlyList<Project> All { get; } =
    [
        .. Directory.EnumerateDirectories(Checkout.Root, "Stylize.*")
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Where(file => !Sources.IsBuilt(file)).Select(FromFile).OrderByDescending(project => project.Folder.Length),
    ];

    /// <summary>The libraries of the engine.</summary>
    public static IReadOnlyList<Project> Engine { get; } =
        [.. All.Where(project => Path.GetDirectoryName(project.Folder) == Checkout.Path("Stylize.Engine"))];

    /// <summary>The types of all libraries of the engine.</summary>
    public static IEnumerable<Type> EngineTypes =>
        Engine.SelectMany(project => System.Reflection.Assembly.Load(new AssemblyName(project.Assembly)).GetTypes());

    /// <summary>Returns the project that compiles a source file.</summary>
    public static Project WithSource(string file) =>
        All.First(project => file.StartsWith(project.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>The dependencies between the types of this project, from its sources and from its assembly.</summary>
    public IEnumerable<Dependency> Dependencies() => SourceDependencies.Of(this)
        .Union(CompiledDependencies.Of(Path.Combine(AppContext.BaseDirectory, Assembly + ".dll"))
            .Where(use => InProject(use.From) && InProject(use.To)));

    private static Project FromFile(string path)
    {
        var text = File.ReadAllText(path);
        var assembly = Setting(text, "AssemblyName") ?? Path.GetFileNameWithoutExtension(path);
        return new(Path.GetDirectoryName(path)!, assembly, Setting(text, "RootNamespace") ?? assembly);
    }

    private static string? Setting(string project, string name) =>
        Settings().Matches(project).FirstOrDefault(match => match.Groups[1].Value == name)?.Groups[2].Value;

    [GeneratedRegex("<(AssemblyName|RootNamespace)>([^<]+)<")]
    private static partial Regex Settings();

    private bool InProject(string type) => type.StartsWith(Namespace, StringComparison.Ordinal);
}
