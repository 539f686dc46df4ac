namespace Stylize.Engine.Tests.Architecture;

/// <summary>A project of the checkout, without tools.</summary>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="Assembly">Name of its assembly.</param>
/// <param name="Namespace">Namespace of the files in its folder; subfolders are namespaces below it.</param>
internal sealed partial record Project(string Folder, string Assembly, string Namespace)
{
    /// <summary>All projects.</summary>
    public static IReadOnlyList<Project> All { get; } =
    [
        .. Directory.EnumerateDirectories(Checkout.Root, "Stylize.*")
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj")).Select(FromFile),
    ];

    /// <summary>The types of the engine.</summary>
    public static IEnumerable<Type> EngineTypes => typeof(OperationCatalog).Assembly.GetTypes();

    /// <summary>Full path of its assembly.</summary>
    public string AssemblyPath => Path.Combine(AppContext.BaseDirectory, Assembly + ".dll");

    /// <summary>Returns the project that compiles a source file.</summary>
    public static Project WithSource(string file) =>
        All.Single(project => file.StartsWith(project.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));

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
}
