namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// One type that uses another. Both are full names of top-level types. Uses of a nested type count for the type that
/// contains it.
/// </summary>
internal readonly record struct Dependency(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}

/// <summary>
/// Reads the dependencies between the types of a project from its sources, those on constants too. A type that is used
/// without its name comes from a member whose declaration names it. A file counts as the type that it is named after.
/// </summary>
internal static partial class SourceDependencies
{
    /// <summary>Returns the dependencies between the types of projects of the checkout.</summary>
    public static IReadOnlyCollection<Dependency> Of(IEnumerable<Project> projects) => Of(
        from project in projects
        let usings = GlobalUsings(project)
        from path in Sources.Below(project.Folder)
        select new SourceFile(Path.GetFileName(path).Split('.')[0], File.ReadAllText(path), usings));

    /// <summary>Returns the dependencies between sources, each with the name of its type.</summary>
    public static IReadOnlyCollection<Dependency> Of(
        IEnumerable<(string Name, string Text)> sources, string[] globalUsings) =>
        Of(sources.Select(source => new SourceFile(source.Name, source.Text, globalUsings)));

    private static HashSet<Dependency> Of(IEnumerable<SourceFile> sources)
    {
        var files = sources.AsParallel().ToList();
        var types = files.SelectMany(file => file.Types).ToHashSet();
        return files.AsParallel().SelectMany(file => file.Uses(types)).ToHashSet();
    }

    private static string[] GlobalUsings(Project project) =>
    [
        .. Directory.GetFiles(project.Folder, "*.csproj").Concat(Directory.GetFiles(project.Folder, "*.props"))
            .SelectMany(path => GlobalUsing().Matches(File.ReadAllText(path))).Select(match => match.Groups[1].Value),
    ];

    /// <summary>Leaves the expressions of an interpolated string, and nothing of comments, characters and other
    /// strings.</summary>
    private static string Holes(Match text) =>
        text.Value[0] == '$' ? string.Join(' ', Hole().Matches(text.Value).Select(hole => hole.Groups[1].Value)) : "";

    /// <summary>Comments, characters and strings.</summary>
    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|'(?:\\.[^']*|[^'\\\n])'|[$@]*\"\"\".*?\"\"\"|(?:\$?@|@\$)"(?:[^"]|"")*"|\$?"(?:[^"\\\n]|\\.)*"
        """, RegexOptions.Singleline)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex("<Using Include=\"([\\w.]+)\"")]
    private static partial Regex GlobalUsing();

    /// <summary>A type that is not nested, which begins in the first column.</summary>
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|record|interface|enum|delegate [^\n(]*?)\s+(\w+)(?=[<(:;{\s])",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>A name at the beginning of an expression, with the names after its dots.</summary>
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)*")]
    private static partial Regex Chain();

    private sealed class SourceFile
    {
        private readonly string _type;
        private readonly string _code;
        private readonly string[] _around;
        private readonly string[] _used;

        public SourceFile(string name, string text, string[] globalUsings)
        {
            var code = Text().Replace(text, Holes);
            var space = Namespace().Match(code).Groups[1].Value;
            _type = $"{space}.{name}";
            _code = code;
            var parts = space.Split('.');
            _around =
                [.. Enumerable.Range(1, parts.Length).Reverse().Select(length => string.Join('.', parts.Take(length)))];
            _used = [.. globalUsings, .. Using().Matches(code).Select(match => match.Groups[1].Value)];
            Types = [.. Declaration().Matches(code).Select(match => $"{space}.{match.Groups[1].Value}")];
        }

        public IReadOnlyList<string> Types { get; }

        public IEnumerable<Dependency> Uses(HashSet<string> types) =>
            Chain().Matches(_code).Select(match => match.Value).Distinct()
                .SelectMany(chain => Resolve(chain, types)).Concat(_used.Where(types.Contains))
                .Distinct().Where(used => used != _type).Select(used => new Dependency(_type, used));

        /// <summary>Returns the type that a name means; all types of that name if several of the used namespaces have
        /// one.</summary>
        private IEnumerable<string> Resolve(string chain, HashSet<string> types)
        {
            var parts = chain.Split('.');
            for (var length = 1; length <= parts.Length; length++)
            {
                var name = string.Join('.', parts.Take(length));
                var candidates = _around.Select(space => $"{space}.{name}").Append(name);
                if (candidates.FirstOrDefault(types.Contains) is { } type) return [type];
            }

            return _used.Select(space => $"{space}.{parts[0]}").Where(types.Contains);
        }
    }
}
