using System.IO.Enumeration;

namespace Stylize.Engine.Runs.Targets;

/// <summary>
/// Finds the files that a pattern matches, for the command and the cmdlets: each segment matches a name, and ** any
/// number of folders. As in a shell, only a segment that starts with a dot matches a name that does. Folders are listed
/// once, in ordinal order; ** does not follow links to folders.
/// </summary>
/// <param name="matcher">Returns the test of names for a segment, whose wildcards depend on the front end.</param>
internal sealed class FilePattern(Func<string, Func<string, bool>> matcher)
{
    private const string AnyDepth = "**";

    private static readonly EnumerationOptions Listing = new()
    {
        IgnoreInaccessible = false, AttributesToSkip = 0, MatchType = MatchType.Simple,
    };

    /// <summary>Returns the full paths of the matching files, and the failures of folders that cannot be listed or do
    /// not exist.</summary>
    /// <param name="folder">Full path of the folder where the pattern starts.</param>
    public IEnumerable<RunInput> Files(string folder, IEnumerable<string> segments)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        Segment[] all = [.. segments.Select(text => new Segment(text, text == AnyDepth ? _ => true : matcher(text)))];
        return Directory.Exists(folder)
            ? Walk(folder, all) : [new RunInput(folder, Errors.NoFolder.With(folder))];
    }

    private static IEnumerable<RunInput> Walk(string folder, ReadOnlyMemory<Segment> segments)
    {
        var segment = segments.Span[0];
        if (segment.Text == AnyDepth)
        {
            var rest = segments.Length > 1 ? segments[1..] : new[] { segment with { Text = "*" } };
            return Walk(folder, rest)
                .Concat(Folders(folder, segment, followLinks: false).SelectMany(f => Walk(f, segments)));
        }

        return segments.Length > 1
            ? Folders(folder, segment, followLinks: true).SelectMany(f => Walk(f, segments[1..]))
            : List(folder, (ref FileSystemEntry entry) => !entry.IsDirectory && segment.Fits(entry.FileName),
                out var failure) is { } files
                ? files.Select(file => new RunInput(file) { IsListed = true })
                : [new RunInput(folder, failure)];
    }

    private static string[] Folders(string folder, Segment segment, bool followLinks) =>
        List(folder, (ref FileSystemEntry entry) => entry.IsDirectory
            && (followLinks || (entry.Attributes & FileAttributes.ReparsePoint) == 0) && segment.Fits(entry.FileName),
            out _) ?? [];

    private static string[]? List(
        string folder, FileSystemEnumerable<string>.FindPredicate wanted, out StylizeException? failure)
    {
        failure = null;
        try
        {
            var entries = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(),
                Listing)
            {
                ShouldIncludePredicate = wanted,
            };
            string[] paths = [.. entries];
            Array.Sort(paths, StringComparer.Ordinal);
            return paths;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = InputFolder.Unlistable(folder, exception);
            return null;
        }
    }

    private readonly record struct Segment(string Text, Func<string, bool> Matches)
    {
        public bool Fits(ReadOnlySpan<char> name) =>
            (name[0] != '.' || Text[0] == '.') && Matches(name.ToString());
    }
}
