using System.Collections.Concurrent;

namespace Stylize.Engine.IO;

/// <summary>
/// The folders that one run writes to. One that is removed while the run goes on is not made anew: the files that it held would be missing
/// without a word. Safe for concurrent use.
/// </summary>
internal sealed class TargetFolders
{
    private readonly ConcurrentDictionary<string, byte> _written = new(StringComparer.Ordinal);
    private readonly AbandonedFiles _abandoned = new();

    /// <summary>Before something is written: removes what killed runs have left there, the first time.</summary>
    /// <param name="folder">Full path; need not exist.</param>
    /// <exception cref="StylizeException">TargetUnwritable: this run has written to the folder, and it is gone.</exception>
    public void Enter(string folder)
    {
        _abandoned.RemoveOnce(folder);
        if (_written.ContainsKey(folder) && !Directory.Exists(folder))
        {
            throw WriteFailure.Gone(folder);
        }
    }

    /// <summary>After something was written.</summary>
    /// <param name="folder">Full path.</param>
    public void Written(string folder) => _written.TryAdd(folder, 0);
}
