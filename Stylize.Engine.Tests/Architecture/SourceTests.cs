using System.Reflection;
using Stylize.Engine.Tests.Operations;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>Rules of .editorconfig and docs/contributing/developing.md for source files.</summary>
public sealed partial class SourceTests
{
    /// <summary>The max_line_length of .editorconfig, which the compiler does not check.</summary>
    private const int MaxColumns = 120;

    private static readonly string Root = Checkout.Root;

    /// <summary>The site cannot be built otherwise.</summary>
    [Fact]
    public void Kernels_and_weights_that_the_site_leaves_out_exist()
    {
        var trimming = File.ReadAllText(Checkout.Path("Stylize.Web", "Trimming.xml"));
        var names = Regex.Matches(trimming, "<resource name=\"([^\"]+\\.(?:cl|weights))\"")
            .Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.NotEmpty(
            Directory.EnumerateFiles(Checkout.Path("Stylize.Engine"), name, SearchOption.AllDirectories)));
    }

    [Fact]
    public void Programs_can_leave_out_each_file_in_the_engine()
    {
        var switches = File.ReadAllText(Checkout.Path("Stylize.Engine", "ILLink.Substitutions.xml"));
        Assert.Equal(
            typeof(StylizeException).Assembly.GetManifestResourceNames()
                .Where(name => name != "ILLink.Substitutions.xml").Order(StringComparer.Ordinal),
            Regex.Matches(switches, "<resource name=\"([^\"]+)\"").Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_line_of_code_is_longer_than_120_columns() =>
        Assert.Empty(Sources.All.SelectMany(file => Code(File.ReadAllLines(file))
            .Where(line => line.Text.Length > MaxColumns && !IsUnbroken().IsMatch(line.Text))
            .Select(line => $"{Path.GetRelativePath(Root, file)}:{line.Number}")));

    /// <summary>Returns the lines that are not in a string of several lines.</summary>
    private static IEnumerable<(int Number, string Text)> Code(IEnumerable<string> lines)
    {
        var isText = false;
        foreach (var (i, line) in lines.Index())
        {
            isText ^= line.Split("\"\"\"").Length % 2 == 0;
            if (!isText) yield return (i + 1, line);
        }
    }

    [Fact]
    public void A_folder_is_a_namespace()
    {
        var astray = Sources.All
            .Select(file => (File: file, Declared: Declaration().Match(File.ReadAllText(file)).Groups[1].Value))
            .Where(f => f.Declared.Length > 0 && f.Declared != Expected(f.File))
            .Select(f => $"{Path.GetRelativePath(Root, f.File)} declares {f.Declared}");
        Assert.Empty(astray);

        // Types of the foundation and of measuring are public, so their namespaces are shorter than their folders.
        static string Expected(string file)
        {
            var project = Project.WithSource(file);
            var below = Path.GetRelativePath(project.Folder, Path.GetDirectoryName(file)!);
            var expected = below == "."
                ? project.Namespace : $"{project.Namespace}.{below.Replace(Path.DirectorySeparatorChar, '.')}";
            return expected.Replace(".Catalog.Measuring", ".Measuring", StringComparison.Ordinal)
                .Replace("Engine.Foundation", "Engine", StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Only a loop that checks a condition may pause. Otherwise the test is slow or, on a busy machine, too early. A
    /// process that waits to be killed waits for ever.
    /// </summary>
    [Fact]
    public void No_test_waits_for_a_fixed_time()
    {
        var waiting = Sources.All.Concat(Directory.EnumerateFiles(Checkout.Path("PesterTests"), "*.ps1")).Where(IsTest)
            .SelectMany(
                file => Pauses(File.ReadAllLines(file)).Select(line => $"{Path.GetRelativePath(Root, file)}:{line}"));
        Assert.Empty(waiting);
    }

    /// <summary>
    /// With dynamic profiling, as in PowerShell, the JIT compiler inlines a hot loop into callers and compiles it
    /// worse. Fits took up to twice as long.
    /// </summary>
    [Fact]
    public void Methods_that_the_compiler_optimizes_at_once_are_not_inlined()
    {
        const BindingFlags All =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly;
        var optimized = Project.EngineTypes.SelectMany(type => type.GetMethods(All))
            .Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
            .ToList();
        Assert.NotEmpty(optimized);
        Assert.DoesNotContain(
            optimized, method => !method.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoInlining));
    }

    /// <summary>Tests, pages and commands need nothing outside the checkout.</summary>
    [Fact]
    public void No_file_names_a_folder_next_to_the_checkout()
    {
        string[] endings = [".cs", ".md", ".ps1", ".py", ".sh", ".yml", ".csproj", ".targets"];
        var naming = Directory.EnumerateDirectories(Root)
            .Where(folder => Path.GetFileName(folder) is not ("module" or "artifacts" or "out" or "TestResults"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Root))
            .Where(file => endings.Contains(Path.GetExtension(file)) && !Sources.IsBuilt(file))
            .Where(file => NextToCheckout().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Root, file));
        Assert.Empty(naming);
    }

    /// <summary>
    /// Only InputFile opens files for reading, because it refuses pipes and devices and limits the size. Another
    /// opening says in a comment why it needs neither, such as for files of the system and files that this process has
    /// just written.
    /// </summary>
    [Fact]
    public void Only_InputFile_opens_inputs()
    {
        var readers = Sources.All
            .Where(file => !IsTest(file) && Path.GetFileName(file) != "InputFile.cs")
            .SelectMany(file => Opening().Matches(File.ReadAllText(file))
                .Select(opening => $"{Path.GetRelativePath(Root, file)}: {opening}"));
        Assert.Empty(readers);
    }

    /// <summary>
    /// A clock that goes back must not stop a worker from renewing its lease, end a wait too late or show a negative
    /// time. The exception compares the clock with the start of the process, which the system states in clock time.
    /// </summary>
    [Fact]
    public void No_duration_is_measured_by_the_clock()
    {
        var measuring = Sources.All
            .Where(file => !IsTest(file))
            .Where(file => Path.GetRelativePath(Root, file) != Path.Combine("Stylize.Cli", "Program.cs"))
            .SelectMany(file => File.ReadLines(file).Select((text, i) => (File: file, Number: i + 1, Text: text)))
            .Where(line => ClockDuration().IsMatch(line.Text))
            .Select(line => $"{Path.GetRelativePath(Root, line.File)}:{line.Number}: {line.Text.Trim()}");
        Assert.Empty(measuring);
    }

    /// <summary>Messages write options in braces, because each front end spells them differently: --cell-size and
    /// -CellSize.</summary>
    [Fact]
    public void Messages_name_options_in_braces()
    {
        string[] projects = ["Stylize.Engine", "Stylize.Codecs", "Stylize.Services", "Stylize.Cli"];
        var bare = Sources.All
            .Where(file => projects.Contains(Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)[0]))
            .SelectMany(file => File.ReadLines(file).Select((text, i) => (File: file, Number: i + 1, Text: text)))
            .Where(line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
                && !line.Text.Contains("[Option(", StringComparison.Ordinal)
                // A name of PDF, too.
                && !line.Text.Contains("/ColorSpace", StringComparison.Ordinal))
            .Where(line => Literal().Matches(line.Text).Any(literal => BareName().Matches(literal.Value).Any(
                name => (name.Groups["verb"].Success ? DeclaredOptionNames.All : DeclaredOptionNames.Compound)
                    .Contains(name.Groups["name"].Value))))
            .Select(line => $"{Path.GetRelativePath(Root, line.File)}:{line.Number}: {line.Text.Trim()}");
        Assert.Empty(bare);
    }

    /// <summary>Returns the numbers of the lines that pause outside a loop.</summary>
    private static IEnumerable<int> Pauses(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (!Pause().IsMatch(lines[i]) || lines[i].Contains("Timeout.Infinite", StringComparison.Ordinal)) continue;

            var indent = Indent(lines[i]);
            var isInLoop = Loop().IsMatch(lines[i]);
            for (var above = i - 1; above >= 0 && indent > 0 && !isInLoop; above--)
            {
                if (lines[above].Trim() is "" or "{" || Indent(lines[above]) >= indent) continue;

                (indent, isInLoop) = (Indent(lines[above]), Loop().IsMatch(lines[above]));
            }

            if (!isInLoop) yield return i + 1;
        }

        static int Indent(string line) => line.Length - line.TrimStart().Length;
    }

    private static bool IsTest(string file) =>
        Path.GetRelativePath(Root, file).Contains("Tests", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*(?:.*[;{)] *)?(?:await )?(?:Thread\.Sleep|Task\.Delay)\(|\bStart-Sleep\b")]
    private static partial Regex Pause();

    [GeneratedRegex(@"\b(while|for|foreach|do|until)\b")]
    private static partial Regex Loop();

    /// <summary>Rows of numbers and addresses may be longer, because line breaks make them harder to read.</summary>
    /// <summary>A link, a reference, a row of a table, or a long text without a place to break it.</summary>
    [GeneratedRegex(@"https://|<inheritdoc cref|^\s*(?:///|//) ?\||""[^""]{40,}|^\s*(?:\+ )?[$@]*""|return \$""")]
    private static partial Regex IsUnbroken();

    [GeneratedRegex(@"\bshared/(?:data|tools)\b|\.\./shared\b")]
    private static partial Regex NextToCheckout();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>An opening without a comment above it that says that the file is not an input.</summary>
    [GeneratedRegex(
        @"(?<!// Not an input: [^\n]+\n[^\n]*)(?:(?<!Input)File\.(?:OpenRead|ReadAll\w+|ReadLines|OpenText|Open|OpenHandle)\("
            + @"|FileMode\.Open\b|new StreamReader\(\w*[pP]ath)")]
    private static partial Regex Opening();

    /// <summary>Clock time that is stored in a variable, added, subtracted or compared.</summary>
    [GeneratedRegex(
        @"= DateTime(Offset)?\.(Utc)?Now;|DateTime(Offset)?\.(Utc)?Now *[-+<>]|(?<!=)[-+<>]=? *DateTime(Offset)?\.(Utc)?Now\b")]
    private static partial Regex ClockDuration();

    /// <summary>A string that contains a space, as sentences do.</summary>
    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)* (?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<verb>(?:Give|Use|Check|Raise|Leave out|with|without|reduce|lower)(?: the)? )?"
        + @"(?<![{\w.-])(?<name>[A-Z]\w+)\b(?!})")]
    private static partial Regex BareName();
}
