using System.Management.Automation;
using Microsoft.PowerShell.Commands;
using Stylize.Engine;

namespace Stylize.PowerShell;

/// <summary>Turns what a user gave as a path into full paths of the file system, with one error for each that is none.</summary>
internal static class InputPaths
{
    /// <summary>Full paths named by <paramref name="paths"/>, wildcards expanded; a wildcard does not match folders.</summary>
    internal static IEnumerable<string> Expand(PSCmdlet cmdlet, IEnumerable<string> paths, Action? missed = null)
    {
        foreach (var path in paths)
        {
            var any = false;
            foreach (var found in NeedsExpansion(path) ? Match(cmdlet, path) : Literal(cmdlet, [path]))
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

    /// <summary>The paths with the files of a folder in its place; a folder that gives none is an error.</summary>
    internal static IEnumerable<string> ExpandFolders(
        PSCmdlet cmdlet, IEnumerable<string> paths, Func<string, IReadOnlyList<string>> filesOf, Action? missed = null)
    {
        foreach (var path in paths)
        {
            IReadOnlyList<string> files = [path];
            if (Directory.Exists(path))
            {
                try
                {
                    files = filesOf(path);
                }
                catch (StylizeException failure)
                {
                    files = [];
                    missed?.Invoke();
                    cmdlet.WriteError(ErrorRecords.From(failure, path));
                }
            }

            foreach (var file in files)
            {
                yield return file;
            }
        }
    }

    /// <summary>Full paths named by -Path and -LiteralPath, of which one is given.</summary>
    internal static IEnumerable<string> Named(PSCmdlet cmdlet, IEnumerable<string>? paths, IEnumerable<string>? literalPaths) =>
        Expand(cmdlet, paths ?? []).Concat(Literal(cmdlet, literalPaths ?? []));

    /// <summary>Full paths named by <paramref name="paths"/> as they stand; whether they exist is for the operation to find.</summary>
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

    /// <summary>The full path of a file or folder that need not exist, or null after an error was written.</summary>
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

    /// <summary>The full path of a file or folder that need not exist.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the parameter: the path is not of the file system.</exception>
    internal static string Require(PSCmdlet cmdlet, string path, string parameter)
    {
        string reason;
        try
        {
            var full = Unresolved(cmdlet, path, out var provider);
            if (IsFileSystem(provider)) return full;

            reason = $", which belongs to the {provider.Name} provider.";
        }
        catch (Exception e) when (IsUnresolvable(e))
        {
            reason = ": " + e.Message;
        }

        throw new StylizeException(
            StylizeError.OptionInvalid, parameter, $"{{{parameter}}} is '{StylizeException.Verbatim(path)}'{reason}",
            $"Give {{{parameter}}} a path of the file system.");
    }

    // A path without wildcards is not looked for here, so that a missing file gives the same error by every way.
    private static bool NeedsExpansion(string path) => WildcardPattern.ContainsWildcardCharacters(path) || path.Contains('`');

    private static IEnumerable<string> Match(PSCmdlet cmdlet, string path)
    {
        List<string> matches;
        try
        {
            var found = cmdlet.GetResolvedProviderPathFromPSPath(FromHere(cmdlet, path), out var provider);
            if (!IsFileSystem(provider))
            {
                cmdlet.WriteError(NotFileSystem(path, provider));
                return [];
            }

            matches = [.. found.Where(match => !Directory.Exists(match))];
        }
        catch (Exception e) when (e is ItemNotFoundException or WildcardPatternException || IsUnresolvable(e))
        {
            matches = [];
        }

        if (matches.Count > 0) return matches;
        if (Namesake(cmdlet, path) is { } literal) return [literal];

        cmdlet.WriteError(Missing(path, null));
        return [];
    }

    /// <summary>The file whose name is the pattern itself: "a[1].png" does not match its own name.</summary>
    private static string? Namesake(PSCmdlet cmdlet, string pattern)
    {
        try
        {
            var full = Unresolved(cmdlet, pattern, out var provider);
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

    // PowerShell leaves a relative path behind a provider's name ("FileSystem::out", "FileSystem::\x") as it stands.
    private static string Full(PSCmdlet cmdlet, string path) =>
        System.IO.Path.GetFullPath(path, cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    // Wildcards behind a provider's name would be looked for in the process's folder, which Set-Location does not change.
    private static string FromHere(PSCmdlet cmdlet, string pattern)
    {
        const string Provider = "FileSystem::";
        var at = pattern.IndexOf(Provider, StringComparison.OrdinalIgnoreCase);
        return at < 0 || System.IO.Path.IsPathRooted(pattern.AsSpan(at + Provider.Length))
            ? pattern
            : System.IO.Path.Join(
                WildcardPattern.Escape(cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath), pattern[(at + Provider.Length)..]);
    }

    private static bool IsUnresolvable(Exception e) => e is ProviderNotFoundException or System.Management.Automation.DriveNotFoundException
        or ProviderInvocationException or NotSupportedException or ArgumentException;

    private static bool IsFileSystem(ProviderInfo provider) => provider.ImplementingType == typeof(FileSystemProvider);

    private static ErrorRecord NotFileSystem(string path, ProviderInfo provider) => ErrorRecords.Create(
        new ArgumentException($"'{path}' is not a file: it belongs to the {provider.Name} provider."),
        "PathNotFileSystem", ErrorCategory.InvalidArgument, path, "Give the path of an image file.");

    private static ErrorRecord Missing(string path, Exception? inner) => ErrorRecords.From(
        new StylizeException(StylizeError.ImageMissing, path, inner?.Message ?? $"No file matches '{path}'.",
            "Check the path; use -LiteralPath for a name with brackets.", inner), path);
}
