using Microsoft.PowerShell.Commands;

namespace Stylize.PowerShell;

/// <summary>Resolves PowerShell paths to full paths in the file system, and writes an error for each path that cannot
/// be resolved.</summary>
internal static class InputPaths
{
    // PowerShell itself would take ** for one level.
    private static readonly FilePattern Pattern = new(segment =>
        new WildcardPattern(segment, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch);

    /// <summary>Resolves paths with wildcards, which do not match folders.</summary>
    /// <param name="missed">Called for each path that matches no file.</param>
    internal static IEnumerable<string> Expand(PSCmdlet cmdlet, IEnumerable<string> paths, Action? missed = null)
    {
        foreach (var path in paths)
        {
            var any = false;
            foreach (var found in NeedsExpansion(path) ? Match(cmdlet, path, missed) : Literal(cmdlet, [path]))
            {
                any = true;
                yield return found;
            }

            if (!any)
            {
                missed?.Invoke();
            }
        }
    }

    /// <summary>Replaces each folder by its files; an empty folder is an error.</summary>
    /// <param name="empty">Receives folders without images, in place of the error.</param>
    internal static IEnumerable<(string Path, bool IsInFolder)> ExpandFolders(
        PSCmdlet cmdlet, IEnumerable<string> paths, Func<string, IReadOnlyList<string>> filesOf, Action? missed = null,
        Action<string, StylizeException>? empty = null)
    {
        foreach (var path in paths)
        {
            IReadOnlyList<string> files = [path];
            var isFolder = Directory.Exists(path);
            if (isFolder)
            {
                try
                {
                    files = filesOf(path);
                }
                catch (StylizeException failure) when (empty is not null && failure.Error == StylizeError.ImageMissing)
                {
                    files = [];
                    empty(path, failure);
                }
                catch (StylizeException failure)
                {
                    files = [];
                    missed?.Invoke();
                    cmdlet.WriteError(ErrorRecords.From(cmdlet, failure, path));
                }
            }

            foreach (var file in files)
            {
                yield return (file, isFolder);
            }
        }
    }

    /// <summary>Resolves -Path or -LiteralPath, one of which is bound.</summary>
    internal static IEnumerable<string> Named(
        PSCmdlet cmdlet, IEnumerable<string>? paths, IEnumerable<string>? literalPaths) =>
        Expand(cmdlet, paths ?? []).Concat(Literal(cmdlet, literalPaths ?? []));

    /// <summary>Returns the files that parameters name, unless inputs are piped.</summary>
    internal static NamedInputs NamedFiles(
        PSCmdlet cmdlet, IEnumerable<string>? paths, IEnumerable<string>? literalPaths) =>
        new(cmdlet.MyInvocation.ExpectingInput
            ? [] : (paths ?? []).Where(path => !WildcardPattern.ContainsWildcardCharacters(path))
                .Concat(literalPaths ?? []).Select(path => Existing(cmdlet, path)).OfType<string>());

    /// <summary>Resolves paths without wildcards. They need not exist.</summary>
    internal static IEnumerable<string> Literal(PSCmdlet cmdlet, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Resolve(cmdlet, path) is { } full)
            {
                yield return full;
            }
        }
    }

    /// <summary>Returns the full path of a file or folder, which need not exist; null after it has written an
    /// error.</summary>
    internal static string? Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            var full = Unresolved(cmdlet, path, out var provider);
            if (IsFileSystem(provider)) return full;

            cmdlet.WriteError(NotFileSystem(path, provider));
        }
        catch (Exception e) when (IsUnresolvable(e))
        {
            cmdlet.WriteError(Missing(path, e));
        }

        return null;
    }

    /// <summary>Returns the full path of a file or folder, which need not exist.</summary>
    /// <exception cref="StylizeException">OptionInvalid, with the parameter as target: the path is not in the file
    /// system.</exception>
    internal static string Require(PSCmdlet cmdlet, string path, string parameter)
    {
        if (string.IsNullOrWhiteSpace(path)) throw Errors.BlankPath.With(parameter);

        string reason;
        try
        {
            var full = Unresolved(cmdlet, path, out var provider);
            if (IsFileSystem(provider)) return full;

            reason = $", a path of the {provider.Name} provider.";
        }
        catch (Exception e) when (IsUnresolvable(e))
        {
            reason = ": " + e.Message;
        }

        throw Errors.NotAFile.With(parameter, path, reason);
    }

    // A path without wildcards is not searched for here, so that a missing file always gives the same error.
    private static bool NeedsExpansion(string path) =>
        WildcardPattern.ContainsWildcardCharacters(path) || path.Contains('`');

    private static IEnumerable<string> Match(PSCmdlet cmdlet, string path, Action? missed)
    {
        var matches = new List<string>();
        var isListed = true;
        var start = path.AsSpan(0, path.AsSpan().IndexOfAny("*?[]`")).LastIndexOfAny(@"/\:") + 1;
        try
        {
            var folder = Unresolved(cmdlet, start == 0 ? "." : path[..start], out var provider);
            if (!IsFileSystem(provider))
            {
                cmdlet.WriteError(NotFileSystem(path, provider));
                return [];
            }

            // A pattern that ends in a separator matches folders.
            var names = path[^1] is '/' or '\\' ? [] : path[start..].Split(
                ['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
            foreach (var input in names.Length == 0 ? [] : Pattern.Files(folder, names))
            {
                if (input.Failure is null)
                {
                    matches.Add(input.Path);
                    continue;
                }

                isListed = false;
                cmdlet.WriteError(ErrorRecords.From(cmdlet, input.Failure, input.Path));
            }
        }
        catch (Exception e) when (e is WildcardPatternException || IsUnresolvable(e))
        {
            // A name with brackets need not be a pattern.
        }

        if (!isListed) missed?.Invoke();
        if (matches.Count > 0 || !isListed) return matches;
        if (Existing(cmdlet, path) is { } literal) return [literal];

        cmdlet.WriteError(Missing(path, null));
        return [];
    }

    /// <summary>Returns the full path of a file without resolving wildcards: "a[1].png" does not match itself. Null if
    /// it does not exist.
    /// </summary>
    internal static string? Existing(PSCmdlet cmdlet, string path)
    {
        try
        {
            var full = Unresolved(cmdlet, path, out var provider);
            return IsFileSystem(provider) && File.Exists(full) ? full : null;
        }
        catch (Exception e) when (IsUnresolvable(e))
        {
            return null;
        }
    }

    private static string Unresolved(PSCmdlet cmdlet, string path, out ProviderInfo provider)
    {
        var found = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        return IsFileSystem(provider) ? Full(cmdlet, found) : found;
    }

    // PowerShell does not resolve a relative path after a provider name ("FileSystem::out", "FileSystem::\x").
    private static string Full(PSCmdlet cmdlet, string path) =>
        System.IO.Path.GetFullPath(path, cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    private static bool IsUnresolvable(Exception e) =>
        e is ProviderNotFoundException or System.Management.Automation.DriveNotFoundException
            or ProviderInvocationException or NotSupportedException or ArgumentException;

    private static bool IsFileSystem(ProviderInfo provider) => provider.ImplementingType == typeof(FileSystemProvider);

    private static ErrorRecord NotFileSystem(string path, ProviderInfo provider) => ErrorRecords.Create(
        new ArgumentException($"'{path}' is not a file but a path of the {provider.Name} provider."),
        "PathNotFileSystem", ErrorCategory.InvalidArgument, path, "Specify the path of an image file.");

    private static ErrorRecord Missing(string path, Exception? inner) => ErrorRecords.From(
        null,
        InputFile.IsAddress(path) ? InputFile.Missing(path, inner)
        : (inner is null ? Errors.NoMatch : Errors.Unresolved).From(inner, path, inner?.Message), path);
}
