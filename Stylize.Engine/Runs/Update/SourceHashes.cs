using System.Security.Cryptography;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Runs.Update;

/// <summary>
/// SHA-256 of source files, remembered in the user's cache by size, time and identity of the file, a small text for each folder of sources.
/// Without the cache every answer is the same and takes a reading of the file. Safe for concurrent use.
/// </summary>
internal sealed class SourceHashes : IDisposable
{
    private const string Header = "stylize source hashes 1";

    /// <summary>Largest text for one folder: 64 MiB, which is about 400,000 files.</summary>
    private const long MaxBytes = 64 << 20;

    /// <summary>A file written so shortly before it was read is not remembered: it may change within the same time stamp.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private readonly string? _cache;
    private readonly Dictionary<string, FolderHashes> _folders = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <param name="cache">Full path of the folder to remember in; default: in the user's cache; "" to remember nothing.</param>
    public SourceHashes(string? cache = null)
    {
        cache ??= UserCache.Folder("sources");
        _cache = string.IsNullOrEmpty(cache) ? null : cache;
    }

    /// <summary>The SHA-256 of a file in lower-case hexadecimal, remembered where the file is as it was.</summary>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable; its target is the source's name.</exception>
    public string Of(ImageSource source, CancellationToken cancellation = default)
    {
        if (source.Bytes is null && _cache is not null && FileStamp.Of(source.Name) is { } stamp
            && FolderOf(source.Name).Find(Path.GetFileName(source.Name), stamp) is { } known)
        {
            return known;
        }

        return Read(source, cancellation);
    }

    /// <summary>The SHA-256 of a file, read now and remembered.</summary>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable; its target is the source's name.</exception>
    public string Read(ImageSource source, CancellationToken cancellation = default)
    {
        var before = source.Bytes is null && _cache is not null ? FileStamp.Of(source.Name) : null;
        var hash = SourceHash.Of(source, cancellation);
        if (before is { } stamp && FileStamp.Of(source.Name) == stamp && DateTime.UtcNow.Ticks - stamp.Modified > Settled.Ticks)
        {
            FolderOf(source.Name).Add(Path.GetFileName(source.Name), stamp, hash);
        }

        return hash;
    }

    /// <summary>One sentence for each file of the cache that is not used because it cannot be read.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _folders.Values.Select(folder => folder.Problem).OfType<string>()];
            }
        }
    }

    /// <summary>Writes what was learned; what cannot be written is not remembered.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var folder in _folders.Values)
            {
                folder.Save();
            }
        }
    }

    private FolderHashes FolderOf(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        lock (_gate)
        {
            if (!_folders.TryGetValue(folder, out var known))
            {
                var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 12));
                _folders[folder] = known = new FolderHashes(folder, Path.Combine(_cache!, name + ".txt"));
            }

            return known;
        }
    }

    private sealed class FolderHashes(string path, string file)
    {
        private readonly Lock _gate = new();
        private Dictionary<string, (FileStamp Stamp, string Hash)>? _known;
        private bool _changed;

        public string? Problem { get; private set; }

        public string? Find(string name, FileStamp stamp)
        {
            lock (_gate)
            {
                _known ??= Load();
                return _known.TryGetValue(name, out var entry) && entry.Stamp == stamp ? entry.Hash : null;
            }
        }

        public void Add(string name, FileStamp stamp, string hash)
        {
            if (name.AsSpan().IndexOfAny('\t', '\n', '\r') >= 0) return;

            lock (_gate)
            {
                _known ??= Load();
                _known[name] = (stamp, hash);
                _changed = true;
            }
        }

        public void Save()
        {
            lock (_gate)
            {
                if (!_changed) return;

                // Another process may have remembered other files of the folder meanwhile.
                var all = Load();
                foreach (var (name, entry) in _known!)
                {
                    all[name] = entry;
                }

                try
                {
                    AtomicFile.Write(file, force: true, stream => Write(stream, all));
                }
                catch (StylizeException)
                {
                    // The next run reads the files again.
                }
            }
        }

        private void Write(Stream target, Dictionary<string, (FileStamp Stamp, string Hash)> all)
        {
            using var text = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            text.WriteLine(Header);
            foreach (var (name, (stamp, hash)) in all.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                if (File.Exists(Path.Combine(path, name)))
                {
                    text.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{hash}\t{stamp.Length}\t{stamp.Modified}\t{stamp.Identity}\t{name}"));
                }
            }
        }

        private Dictionary<string, (FileStamp Stamp, string Hash)> Load()
        {
            var known = new Dictionary<string, (FileStamp, string)>(StringComparer.Ordinal);
            try
            {
                var lines = InputFile.IsMissing(file) ? [] : InputFile.ReadLines(file, MaxBytes);
                if (lines.Count == 0 || lines[0] != Header) return known;

                foreach (var line in lines.Skip(1))
                {
                    if (line.Split('\t') is [{ Length: 64 } hash, var length, var modified, var identity, var name]
                        && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                        && long.TryParse(modified, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
                    {
                        known[name] = (new FileStamp(bytes, ticks, identity), hash);
                    }
                }
            }
            catch (StylizeException failure)
            {
                // Then nothing is remembered.
                Problem ??= $"The cache of source hashes is ignored: {failure.Message} {failure.Advice}";
            }

            return known;
        }
    }
}
