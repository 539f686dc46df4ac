namespace Stylize.Engine.Runs.Update;

/// <summary>
/// SHA-256 of source files and Zarr arrays, cached by size, time and identity in one text file per source folder.
/// Without the cache, each file is read. Safe for concurrent use.
/// </summary>
internal sealed class SourceHashes : IDisposable
{
    private const string Header = "stylize source hashes 1";

    /// <summary>Minimum age of a cached file; a newer one may change within the same time stamp.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private readonly string? _cache;
    private readonly Dictionary<string, FolderHashes> _folders = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <param name="cache">Full path of the cache folder; null for the usual one, "" for no cache.</param>
    public SourceHashes(string? cache = null)
    {
        cache ??= UserCache.Folder("sources");
        _cache = string.IsNullOrEmpty(cache) ? null : cache;
    }

    /// <summary>Returns the SHA-256 of a file in lower-case hexadecimal, from the cache if the file is
    /// unchanged.</summary>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable; the target is the name of the
    /// source.</exception>
    public string HashOf(ImageSource source, CancellationToken cancellation = default)
    {
        if (source.Bytes is null && _cache is not null && FileStamp.FromPath(source.Name) is { } stamp
            && FolderOf(source.Name).Find(Path.GetFileName(source.Name), stamp) is { } known)
        {
            return known;
        }

        return Read(source, cancellation);
    }

    /// <summary>Reads a file, returns its SHA-256 and adds it to the cache.</summary>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable; the target is the name of the
    /// source.</exception>
    public string Read(ImageSource source, CancellationToken cancellation = default)
    {
        var before = source.Bytes is null && _cache is not null ? FileStamp.FromPath(source.Name) : null;
        var hash = SourceHash.Compute(source, cancellation);
        if (before is { } stamp && FileStamp.FromPath(source.Name) == stamp
            && DateTime.UtcNow.Ticks - stamp.Modified > Settled.Ticks)
        {
            FolderOf(source.Name).Add(Path.GetFileName(source.Name), stamp, hash);
        }

        return hash;
    }

    /// <summary>Returns the SHA-256 of an input; of joined files, that of a line per file with its name and
    /// SHA-256.</summary>
    /// <param name="isRead">True to read the files, not the cache.</param>
    public string HashOf(ImageInput input, bool isRead, CancellationToken cancellation)
    {
        if (input.Parts.Count == 1) return One(input);

        var lines = input.Parts.Select(part => $"{Path.GetFileName(part.Source.Name)}\t{One(part)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));

        string One(ImageInput part) => isRead ? Read(part.Source, cancellation) : HashOf(part.Source, cancellation);
    }

    /// <summary>A sentence for each cache file that cannot be read.</summary>
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

    /// <summary>Writes the cache; failures are ignored.</summary>
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

                // Another process may have added files of the folder.
                var all = Load();
                foreach (var (name, entry) in _known!)
                {
                    all[name] = entry;
                }

                // If it fails, the next run reads the source files again.
                StylizeException.Try(() => AtomicFile.Write(file, force: true, stream => Write(stream, all)));
            }
        }

        private void Write(Stream target, Dictionary<string, (FileStamp Stamp, string Hash)> all)
        {
            using var text = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            text.WriteLine(Header);
            foreach (var (name, (stamp, hash)) in all.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                if (Path.Exists(Path.Combine(path, name)))
                {
                    text.WriteLine(Invariant(
                        $"{hash}\t{stamp.Length}\t{stamp.Modified}\t{stamp.Identity}\t{name}"));
                }
            }
        }

        private Dictionary<string, (FileStamp Stamp, string Hash)> Load()
        {
            var known = new Dictionary<string, (FileStamp, string)>(StringComparer.Ordinal);
            try
            {
                var lines = InputFile.IsMissing(file) ? [] : InputFile.ReadLines(file, InputFile.TableBytes);
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
                // The cache starts empty.
                Problem ??= $"Ignored the cache of source hashes: {failure.Message} {failure.Advice}";
            }

            return known;
        }
    }
}
