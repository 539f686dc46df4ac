// Checks the words of pages, help, messages, comments and scripts. Prints each finding, and the number of checks in the
// last line.
//   dotnet run tools/check-words/check-words.cs
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
using System.Diagnostics;
using System.Text.RegularExpressions;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "..", ".."));
var tool = Path.Combine(root, "tools", "check-words");
var phrases = PhraseList.Read(Path.Combine(tool, "phrases.txt"));
var files = TextFile.All(root);
var pages = new Pages(root, files);
(string Name, Func<TextFile, IEnumerable<Finding>> Find)[] checks =
[
    ("Phrases to avoid", phrases.In),
    ("Lines of pages have at most 120 columns", Markdown.LongLines),
    ("Numbers have a leading zero", Markdown.BareFractions),
    ("Links lead to files and headings that exist", pages.BrokenLinks),
];
var (passed, failed, skipped) = (0, 0, 0);
foreach (var (name, find) in checks)
{
    Report(name, files.AsParallel().AsOrdered()
        .SelectMany(file => find(file).Select(finding => $"{file.Place(finding.Index)}: {finding.Text}")));
}

Report("Examples of examples.txt", Examples());
Spelling();
Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 ? 0 : 1;

void Report(string name, IEnumerable<string> findings)
{
    var lines = findings.ToList();
    if (lines.Count == 0)
    {
        passed++;
        return;
    }

    failed++;
    Console.WriteLine($"{name}: {lines.Count} found");
    lines.ForEach(Console.WriteLine);
}

// The checks find exactly the marked text. examples.txt describes its form.
IEnumerable<string> Examples()
{
    var texts = File.ReadAllText(Path.Combine(tool, "examples.txt")).ReplaceLineEndings("\n").Split("\n== ")[1..];
    foreach (var example in texts.Select(text => text.Split('\n', 2)))
    {
        var plain = new TextFile(example[0], Regex.Replace(example[1], "[«»]", ""));
        var expected = Regex.Matches(example[1], "«([^»]*)»")
            .Select((mark, i) => (Index: mark.Index - (2 * i), mark.Groups[1].Value));
        var local = new Pages(root, [plain]);
        var found = phrases.In(plain).Concat(Markdown.BareFractions(plain)).Concat(local.BrokenLinks(plain))
            .Select(finding => (finding.Index, Value: plain.Text.Substring(finding.Index, finding.Length)));
        foreach (var (index, value) in expected.Except(found))
        {
            yield return $"{plain.Place(index)}: '{value}' is not found";
        }

        foreach (var (index, value) in found.Except(expected))
        {
            yield return $"{plain.Place(index)}: '{value}' is found without a mark";
        }
    }
}

void Spelling()
{
    try
    {
        using var codespell = Process.Start(
            new ProcessStartInfo("codespell") { WorkingDirectory = root, RedirectStandardOutput = true })!;
        var findings = codespell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        codespell.WaitForExit();
        Report("Spelling", codespell.ExitCode == 0 || findings.Length > 0
            ? findings : [$"codespell ended with code {codespell.ExitCode}."]);
    }
    catch (System.ComponentModel.Win32Exception)
    {
        skipped++;
        Console.WriteLine(
            "codespell is not installed, so spelling is not checked (Debian and Ubuntu: apt-get install codespell).");
    }
}

internal readonly record struct Finding(int Index, int Length, string Text);

/// <summary>A text file of the checkout.</summary>
/// <param name="path">Path below the checkout's root, with forward slashes.</param>
internal sealed class TextFile(string path, string text)
{
    private static readonly string[] Skipped =
        [".git", "bin", "obj", "node_modules", "module", "artifacts", "out", "TestResults", "licenses"];

    private readonly Lazy<string> _prose = new(() => WithoutCode(text));

    public string Path => path;

    public string Text => text;

    public string Extension => System.IO.Path.GetExtension(path);

    public bool IsPage => Extension == ".md";

    /// <summary>The text of a Markdown page with spaces for its code (fenced, indented and inline) and its front
    /// matter.</summary>
    public string Prose => _prose.Value;

    /// <summary>Returns the pages, sources, scripts, manifests and views below a folder, without the notices of other
    /// programs.</summary>
    public static IReadOnlyList<TextFile> All(string root) =>
        [.. Paths(root).AsParallel().Select(path => new TextFile(
            System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];

    private static IEnumerable<string> Paths(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => System.IO.Path.GetExtension(path) is ".md" or ".cs" or ".ps1" or ".psd1" or ".ps1xml")
        .Concat(Directory.EnumerateDirectories(folder)
            .Where(below => !Skipped.Contains(System.IO.Path.GetFileName(below))).SelectMany(Paths));

    /// <summary>Formats a position in the text as "path:line".</summary>
    public string Place(int index) => $"{path}:{text.AsSpan(0, index).Count('\n') + 1}";

    private static string WithoutCode(string markdown)
    {
        var prose = markdown.ToCharArray();
        string? fence = markdown.StartsWith("---", StringComparison.Ordinal) ? "---" : null;
        var mayBeCode = true; // Indented code follows an empty line.
        for (int start = 0, end; start < prose.Length; start = end + 1)
        {
            end = markdown.IndexOf('\n', start) is >= 0 and var feed ? feed : prose.Length;
            var line = markdown.AsSpan(start, end - start);
            var words = line.Trim();
            var isIndented = line.StartsWith("    ") || line.StartsWith("\t");
            if (fence is not null)
            {
                fence = start > 0 && words.SequenceEqual(fence) ? null : fence;
                prose.AsSpan(start, line.Length).Fill(' ');
            }
            else if (words.StartsWith("```") || words.StartsWith("~~~"))
            {
                fence = words[..3].ToString();
                prose.AsSpan(start, line.Length).Fill(' ');
            }
            else if (isIndented && mayBeCode)
            {
                prose.AsSpan(start, line.Length).Fill(' ');
            }
            else
            {
                BlankInline(prose.AsSpan(start, line.Length));
                mayBeCode = words.IsEmpty;
            }
        }

        return new string(prose);
    }

    private static void BlankInline(Span<char> line)
    {
        while (line.IndexOf('`') is >= 0 and var from && line[(from + 1)..].IndexOf('`') is >= 0 and var length)
        {
            line.Slice(from, length + 2).Fill(' ');
            line = line[(from + length + 2)..];
        }
    }
}

/// <summary>Phrases to avoid, with exceptions. phrases.txt describes the form of the file.</summary>
internal sealed class PhraseList
{
    // Linear in the length of the text, and quick to build.
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        | RegexOptions.NonBacktracking;

    /// <summary>Comments, strings (with their prefixes left out) and characters of C#.</summary>
    private static readonly Regex Tokens = new("""
        //[^\n]*|/\*.*?\*/|'(?:\\.[^']*|[^'\\\n])'|\"\"\".*?\"\"\"|(?<=@\$?)"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"
        """, RegexOptions.Singleline);

    private readonly Regex _avoided;
    private readonly Regex _exceptions;
    private readonly IReadOnlyList<(Regex Expression, string Advice)> _advice;
    private readonly ILookup<string, Regex> _allowed;

    private PhraseList(
        IReadOnlyList<(string Expression, string Advice)> avoided, IEnumerable<string> exceptions,
        ILookup<string, Regex> allowed)
    {
        _avoided = new Regex($@"\b(?:{string.Join('|', avoided.Select(a => a.Expression))})\b", Options);
        _exceptions = Whole(string.Join('|', exceptions));
        _advice = [.. avoided.Select(a => (Whole(a.Expression), a.Advice))];
        _allowed = allowed;
    }

    public static PhraseList Read(string path)
    {
        const string Except = "except ", Allow = "allow ";
        var lines = File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').ToList();
        return new PhraseList(
            [.. lines.Select(line => line.Split(" => ")).Where(parts => parts.Length == 2)
                .Select(parts => (parts[0], parts[1]))],
            lines.Where(line => line.StartsWith(Except, StringComparison.Ordinal))
                .Select(line => line[Except.Length..]),
            lines.Where(line => line.StartsWith(Allow, StringComparison.Ordinal))
                .Select(line => line[Allow.Length..].Split(": "))
                .ToLookup(parts => parts[0], parts => Whole(parts[1])));
    }

    /// <summary>Finds the phrases in a file; only in strings and comments of C#.</summary>
    public IEnumerable<Finding> In(TextFile file)
    {
        if (file.Path == "docs/contributing/style.md") return []; // It names them.

        var matches = _avoided.Matches(file.Text)
            .Where(match => match.Index == 0 || file.Text[match.Index - 1] != '$') // a variable of PowerShell
            .Where(match => !_exceptions.IsMatch(match.Value)
                && !_allowed[file.Path].Any(allowed => allowed.IsMatch(match.Value)))
            .ToList();

        // Few files have a match, so most are not divided into tokens.
        if (file.Extension == ".cs" && matches.Count > 0)
        {
            var texts = Tokens.Matches(file.Text).Where(token => token.Value[0] is '"' or '/').ToList();
            matches.RemoveAll(
                match => !texts.Exists(text => text.Index <= match.Index && match.Index < text.Index + text.Length));
        }

        return matches.Select(match => new Finding(
            match.Index, match.Length,
            $"'{match.Value}' -> {_advice.First(a => a.Expression.IsMatch(match.Value)).Advice}"));
    }

    private static Regex Whole(string expression) => new($"^(?:{expression})$", Options);
}

/// <summary>Form of Markdown pages.</summary>
internal static class Markdown
{
    private const int MaxColumns = 120;

    private static readonly Regex TableOrImage = new(@"^\s*(\||!\[|\[!\[)");
    private static readonly Regex BareFraction = new(@"(?<![\w.)\]}/\\*-])\.\d+");

    /// <summary>The address of a link, or a bare address.</summary>
    public static readonly Regex Address = new(@"(?<=\])\([^)\s]+\)|https?://\S+");

    /// <summary>Finds long lines of prose. Sources of Get-Help have one line per paragraph, which the terminal
    /// wraps.</summary>
    public static IEnumerable<Finding> LongLines(TextFile file)
    {
        if (!file.IsPage || file.Path.StartsWith("docs/en-US/", StringComparison.Ordinal)) yield break;

        var start = 0;
        foreach (var (prose, text) in file.Prose.Split('\n').Zip(file.Text.Split('\n')))
        {
            var line = text.TrimEnd('\r');
            if (line.Length > MaxColumns && !string.IsNullOrWhiteSpace(prose) && !TableOrImage.IsMatch(line)
                && Address.Replace(line, "").Length > MaxColumns)
            {
                yield return new Finding(start, line.Length, $"{line.Length} columns");
            }

            start += text.Length + 1;
        }
    }

    public static IEnumerable<Finding> BareFractions(TextFile file) =>
        !file.IsPage ? [] : BareFraction.Matches(file.Prose)
            .Select(number => new Finding(number.Index, number.Length, $"{number.Value} -> 0{number.Value}"));
}

/// <summary>Links of Markdown pages.</summary>
internal sealed class Pages(string root, IEnumerable<TextFile> files)
{
    private static readonly Regex Link =
        new(@"\]\((?<to>[^)\s]+)(?:\s+""[^""]*"")?\)|^\[[^\]]+\]:\s+(?<to>\S+)", RegexOptions.Multiline);

    private static readonly Regex Scheme = new("^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase);
    private static readonly Regex Heading = new(@"^#{1,6}\s+(?<text>[^\n]*)$", RegexOptions.Multiline);

    private readonly Dictionary<string, Lazy<HashSet<string>>> _anchors =
        files.Where(file => file.IsPage)
            .ToDictionary(file => file.Path, file => new Lazy<HashSet<string>>(() => Anchors(file)));

    public IEnumerable<Finding> BrokenLinks(TextFile file) => !file.IsPage ? [] : Link.Matches(file.Prose)
        .Select(link => link.Groups["to"]).Where(to => !IsGood(file.Path, to.Value))
        .Select(to => new Finding(to.Index, to.Length, $"{to.Value} does not exist"));

    private bool IsGood(string page, string to)
    {
        if (Scheme.IsMatch(to)) return true;

        var parts = to.Split('#', 2);
        var target = parts[0].Length == 0 ? page : Path.GetRelativePath(
            root, Path.Combine(root, Path.GetDirectoryName(page)!, Uri.UnescapeDataString(parts[0])))
            .Replace('\\', '/');
        return _anchors.TryGetValue(target, out var names)
            ? parts.Length == 1 || names.Value.Contains(parts[1])
            : Path.Exists(Path.Combine(root, target));
    }

    /// <summary>Returns the anchors that GitHub gives to the headings of a page.</summary>
    private static HashSet<string> Anchors(TextFile page)
    {
        var anchors = new HashSet<string>();
        foreach (var found in Heading.Matches(page.Prose).Select(match => match.Groups["text"]))
        {
            // Inline code is part of an anchor, and missing in Prose.
            var heading = page.Text.Substring(found.Index, found.Length);
            var text = Markdown.Address.Replace(heading, "").Trim().ToLowerInvariant();
            var name = string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' '))
                .Replace(' ', '-');
            for (var i = 0; !anchors.Add(i == 0 ? name : $"{name}-{i}"); i++)
            {
            }
        }

        return anchors;
    }
}
