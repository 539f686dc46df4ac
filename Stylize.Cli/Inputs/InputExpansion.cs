using System.IO.Enumeration;

namespace Stylize.Cli.Inputs;

/// <summary>
/// Expands arguments to files. An existing file stands for itself, a folder for the images in it. In patterns, * and ?
/// match within a name and ** matches any number of folders; brackets are literal. Folders are listed once, in ordinal
/// order.
/// </summary>
internal sealed class InputExpansion(
    CommandHost host, Func<IReadOnlySet<string>> extensions, bool isPlate = false, bool keepsFolders = false,
    bool recurses = false)
{
    private static readonly EnumerationOptions Listing = new()
    {
        IgnoreInaccessible = false, AttributesToSkip = 0, MatchType = MatchType.Simple,
    };

    public IEnumerable<RunInput> Expand(IEnumerable<string> arguments) => arguments.SelectMany(Expand);

    private IEnumerable<RunInput> Expand(string argument)
    {
        var path = host.FullPath(argument);
        if (Directory.Exists(path) && argument.Length > 0) return Folder(path, argument);

        // A root may contain a question mark (\\?\ on Windows).
        var isPattern = path.AsSpan(Path.GetPathRoot(path)!.Length).IndexOfAny('*', '?') >= 0;
        if (File.Exists(path) || (!isPattern && argument.Length > 0)) return [new RunInput(path)];

        // A pattern that ends in a separator matches folders.
        var isEmpty = argument.Length == 0 || Path.EndsInDirectorySeparator(path);
        return OrNone(path, isEmpty ? [] : Matches(path), argument);
    }

    private IEnumerable<RunInput> Folder(string path, string argument)
    {
        try
        {
            var failed = new List<RunInput>();
            var files = recurses
                ? InputFolder.FilesBelow(
                    path, extensions(), failure => failed.Add(new RunInput(failure.Target!, failure)))
                : isPlate ? InputFolder.FilesOfPlate(path, extensions()) : InputFolder.Files(path, extensions());
            return failed.Concat(files.Select(file => new RunInput(file) { IsListed = true }));
        }
        catch (StylizeException failure) when (InputFolder.FirstBelow(path, extensions()) is { } image)
        {
            var folder = Path.TrimEndingDirectorySeparator(argument);
            var pattern = $"\"{Path.Join(folder, "**", "*" + Path.GetExtension(image))}\"";
            return
            [
                new RunInput(path, (keepsFolders ? Errors.PatternKeepsFolders : Errors.GivePattern).With(
                    path, failure.Message, pattern, folder)),
            ];
        }
        catch (StylizeException failure)
        {
            return [new RunInput(path, failure)];
        }
    }

    private IEnumerable<RunInput> Matches(string pattern)
    {
        var root = Path.GetPathRoot(pattern)!;
        var segments = pattern[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar],
            StringSplitOptions.RemoveEmptyEntries);
        var plain = segments.TakeWhile(s => s.AsSpan().IndexOfAny('*', '?') < 0).Count();
        return Walk(Path.Combine([root, .. segments[..plain]]), segments.AsMemory(plain));
    }

    private IEnumerable<RunInput> Walk(string folder, ReadOnlyMemory<string> segments)
    {
        var segment = segments.Span[0];
        if (segment == "**")
        {
            var rest = segments.Length > 1 ? segments[1..] : new[] { "*" };
            return Walk(folder, rest)
                .Concat(Folders(folder, "*", followLinks: false).SelectMany(f => Walk(f, segments)));
        }

        return segments.Length > 1
            ? Folders(folder, segment, followLinks: true).SelectMany(f => Walk(f, segments[1..]))
            : Named(folder, name => Fits(segment, name));
    }

    private IEnumerable<RunInput> Named(string folder, Func<string, bool> wanted) =>
        List(folder, (ref FileSystemEntry entry) => !entry.IsDirectory && wanted(entry.FileName.ToString()),
            out var failure) is { } files
            ? files.Select(f => new RunInput(f) { IsListed = true })
            : [new RunInput(folder, failure)];

    private static string[] Folders(string folder, string pattern, bool followLinks) =>
        List(folder, (ref FileSystemEntry entry) => entry.IsDirectory
            && (followLinks || (entry.Attributes & FileAttributes.ReparsePoint) == 0) && Fits(pattern, entry.FileName),
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

    /// <summary>As in a shell, only a pattern that starts with a dot matches a name that does. Cameras write both .JPG
    /// and .jpg.</summary>
    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name) =>
        (name[0] != '.' || pattern[0] == '.')
        && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    private static IEnumerable<RunInput> OrNone(string path, IEnumerable<RunInput> found, string pattern)
    {
        var any = false;
        foreach (var input in found)
        {
            any = true;
            yield return input;
        }

        if (!any)
        {
            yield return new RunInput(path, Errors.NoInput.With(path, pattern));
        }
    }
}
