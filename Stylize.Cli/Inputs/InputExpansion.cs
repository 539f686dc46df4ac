using System.IO.Enumeration;

namespace Stylize.Cli.Inputs;

/// <summary>
/// Expands arguments to files. An existing file stands for itself, a folder for the images in it. In patterns, * and ?
/// match within a name and ** matches any number of folders; brackets are literal, and case is ignored, because cameras
/// write both .JPG and .jpg.
/// </summary>
/// <param name="recurses">Whether folders stand for the files in their subfolders; null if the command has no option
/// for it.</param>
/// <param name="readStandardInput">Reads the input of the word -; null if it is a name.</param>
internal sealed class InputExpansion(
    CommandHost host, Func<IReadOnlySet<string>> extensions, bool isPlate = false, bool keepsFolders = false,
    bool? recurses = null, Func<RunInput>? readStandardInput = null)
{
    private static readonly FilePattern Pattern =
        new(segment => name => FileSystemName.MatchesSimpleExpression(segment, name, ignoreCase: true));

    public IEnumerable<RunInput> Expand(IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        for (var i = 0; i < words.Length; i++)
        {
            if (Unquoted(words.AsSpan(i)) is var (count, name))
            {
                yield return new RunInput(
                    host.FullPath(words[i]), Errors.Unquoted.With(host.FullPath(words[i]), name));
                i += count - 1;
                continue;
            }

            foreach (var input in Expand(words[i]))
            {
                yield return input;
            }
        }
    }

    private IEnumerable<RunInput> Expand(string argument)
    {
        if (readStandardInput is not null && argument == StandardInput.Word) return [readStandardInput()];

        var path = host.FullPath(argument);
        if (Directory.Exists(path) && argument.Length > 0) return Folder(path);
        if (File.Exists(path) || (!IsPattern(path) && argument.Length > 0)) return [new RunInput(path)];

        // A pattern that ends in a separator matches folders.
        var isEmpty = argument.Length == 0 || Path.EndsInDirectorySeparator(path);
        return OrNone(path, isEmpty ? [] : Matches(path), argument);
    }

    /// <summary>Returns the number of words that are a name with spaces when they are joined, of which the first does
    /// not exist; null for no such name.</summary>
    private (int Count, string Name)? Unquoted(ReadOnlySpan<string> words)
    {
        if (words.Length < 2 || host.FullPath(words[0]) is var first && (IsPattern(first) || Path.Exists(first)))
        {
            return null;
        }

        for (var count = 2; count <= words.Length; count++)
        {
            var name = string.Join(' ', words[..count]!);
            var path = host.FullPath(name);
            if (IsPattern(path)
                ? Path.GetDirectoryName(name)!.Contains(' ') && Directory.Exists(Path.GetDirectoryName(path))
                : Path.Exists(path))
            {
                return (count, name);
            }
        }

        return null;
    }

    // A root may contain a question mark (\\?\ on Windows).
    private static bool IsPattern(string path) =>
        path.AsSpan(Path.GetPathRoot(path)!.Length).IndexOfAny('*', '?') >= 0;

    private IEnumerable<RunInput> Folder(string path)
    {
        try
        {
            var failed = new List<RunInput>();
            var files = recurses == true
                ? InputFolder.FilesBelow(
                    path, extensions(), failure => failed.Add(new RunInput(failure.Target!, failure)))
                : isPlate ? InputFolder.FilesOfPlate(path, extensions())
                : InputFolder.Files(path, extensions(), recurses is null ? null
                    : keepsFolders ? InputFolder.AdviceToKeepFolders : InputFolder.AdviceToRecurse);
            return failed.Concat(files.Select(file => new RunInput(file) { IsListed = true }));
        }
        catch (StylizeException failure)
        {
            return [new RunInput(path, failure)];
        }
    }

    private static IEnumerable<RunInput> Matches(string pattern)
    {
        var root = Path.GetPathRoot(pattern)!;
        var segments = pattern[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar],
            StringSplitOptions.RemoveEmptyEntries);
        var plain = segments.TakeWhile(s => s.AsSpan().IndexOfAny('*', '?') < 0).Count();
        return Pattern.Files(Path.Combine([root, .. segments[..plain]]), segments[plain..]);
    }

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
