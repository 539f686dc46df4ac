namespace Stylize.Studio;

/// <summary>What a front end gives the studio.</summary>
/// <param name="Paths">Full paths of files and folders; a folder stands for the images and .g2d files in it.</param>
/// <param name="Codec">Decodes and encodes images.</param>
internal sealed record StudioStart(IReadOnlyList<string> Paths, IImageCodec Codec)
{
    /// <summary>Ports below it need rights of an administrator on most systems.</summary>
    private const int MinPort = 1024;

    /// <summary>Full path of the folder of the user's command line, against which typed paths are resolved.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Opens the store of measurements of a plate; null if plates cannot be run.</summary>
    public Func<string, IMeasurementStore>? OpenStore { get; init; }

    /// <summary>Returns the width and the height of an input before the codec reduced it, as text; null if it is
    /// whole.</summary>
    public Func<string, string?> ReducedFrom { get; init; } = _ => null;

    /// <summary>True if the page can write files and presets of the user.</summary>
    public bool HasFiles { get; init; } = true;

    /// <summary>The port on the loopback address; 0 for a random one.</summary>
    public int Port { get; init; }

    /// <summary>Checks a port that a user gave; null gives 0, a random one.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public static int RequirePort(int? port) => port is null or (>= MinPort and <= IPEndPoint.MaxPort) ? port ?? 0
        : throw StylizeException.Option(nameof(Port), port, $"{MinPort} to {IPEndPoint.MaxPort}");

    /// <summary>Full path of the folder with the addresses of running studios; null if the same start does not find
    /// this studio.</summary>
    internal string? AddressFolder { get; init; } = UserCache.Folder("studio");

    /// <summary>Limits on requests, memory and time.</summary>
    internal StudioLimits Limits { get; init; } = new();
}

internal sealed record StudioLimits
{
    /// <summary>Files that the runtime, the libraries and the runs of a studio open.</summary>
    private const int FilesOfWork = 120;

    private const int MinConnections = 16;
    private const int MaxConnections = 256;

    /// <summary>Maximum size of a request in bytes.</summary>
    public int RequestBytes { get; init; } = 1 << 20;

    /// <summary>Maximum size of a file that the page adds, in bytes.</summary>
    public long FileBytes { get; init; } = 256 << 20;

    /// <summary>Maximum size of all files that the page adds, in bytes.</summary>
    public long AllFileBytes { get; init; } = 1 << 30;

    /// <summary>Maximum time to receive a file that the page adds.</summary>
    public TimeSpan FileTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum number of connections; fewer if the process may open few files.</summary>
    public int Connections { get; init; } = ProcessLimit.OpenFiles is { } files
        ? (int)Math.Clamp((files - FilesOfWork) / 2, MinConnections, MaxConnections) : MaxConnections;

    /// <summary>Maximum size of the line and the headers of a request in bytes.</summary>
    public int HeadBytes { get; init; } = 32 << 10;

    /// <summary>Maximum number of headers of a request.</summary>
    public int Headers { get; init; } = 100;

    /// <summary>Maximum number of requests that draw pictures or wait to do so.</summary>
    public int Waiting { get; init; } = 32;

    /// <summary>Number of pictures that are drawn at the same time.</summary>
    public int Drawing { get; init; } = 2;

    /// <summary>Number of results at full size that are drawn at the same time.</summary>
    public int FullResults { get; init; } = 2;

    /// <summary>Maximum time from the first byte of a request, or from the connection, to the end of its
    /// headers.</summary>
    public TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum time between two requests of a connection.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Maximum time in which a client reads 64 kB of an answer.</summary>
    public TimeSpan WriteTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum time in which a client ends a connection after the last answer.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time in which a connection is not closed for a new one. Also the pause after the system refused a
    /// connection.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Maximum time to receive the body of a request.</summary>
    public TimeSpan ReadTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum time of a draft or normal preview.</summary>
    public TimeSpan PreviewTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Maximum time of a result at full size.</summary>
    public TimeSpan FullTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Maximum number of pictures that are kept.</summary>
    public int Pictures { get; init; } = 160;

    /// <summary>Maximum size of the kept pictures in bytes.</summary>
    public long PictureBytes { get; init; } = 128 << 20;

    /// <summary>Number before that of the first picture. A session that replaces another one starts elsewhere, so that
    /// addresses differ.
    /// </summary>
    public int NumberBefore { get; init; }

    /// <summary>Maximum number of files that a folder adds.</summary>
    public int Files { get; init; } = 500;

    /// <summary>Interval at which open streams send a byte.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time after which the studio ends when no page is open.</summary>
    public TimeSpan Closed { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time after which the studio ends when no page was ever opened.</summary>
    public TimeSpan Unopened { get; init; } = TimeSpan.FromMinutes(10);
}
