using System.Security.Cryptography;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Session;

/// <summary>
/// A file that only its user can read, with the next address of the studio that was started with a folder and paths,
/// and the folder for its temporary files, which shows whether it lives. The same start finds the studio again.
/// </summary>
internal sealed class AddressFile(StudioStart start)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int FirstPort = 49152;

    private readonly string? _path = start.AddressFolder is { } folder
        ? Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Join('\0', start.Paths.Prepend(start.WorkingFolder))))))
        : null;

    private string? _temporary;

    /// <summary>A port of the range for private use that the same start gets each time, so that the browser finds what
    /// its page kept; 0 for any.</summary>
    public int Port => _path is null ? 0
        : FirstPort + (Convert.ToInt32(Path.GetFileName(_path)[..4], 16) % (IPEndPoint.MaxPort - FirstPort));

    /// <summary>Writes the address of this studio. Without a file that can be written, other starts do not find
    /// it.</summary>
    /// <param name="temporary">Full path of the folder for temporary files.</param>
    public void Write(string address, string temporary)
    {
        if (_path is null) return;

        _temporary = temporary;
        try
        {
            var options =
                new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!, Private | UnixFileMode.UserExecute);
                options.UnixCreateMode = Private;
            }

            using var file = new StreamWriter(_path, options);
            file.Write($"{address}\n{temporary}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The studio works without it.
        }
    }

    /// <summary>Returns the address of the studio; null if none is running.</summary>
    public string? Read() => FileFailure.OrDefault(
        () => _path is not null && OwnFile.ReadText(_path).Split('\n', 2) is [var address, var temporary]
            && TemporaryFolder.IsLive(temporary) ? address : null);

    /// <summary>Deletes the file, unless another studio has replaced it.</summary>
    public void Delete()
    {
        try
        {
            if (_temporary is not null
                && OwnFile.ReadText(_path!).EndsWith("\n" + _temporary, StringComparison.Ordinal))
            {
                File.Delete(_path!);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A later studio replaces it.
        }
    }
}
