using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Studio;
using Stylize.Studio.Session;

[assembly: SupportedOSPlatform("browser")]

namespace Stylize.Web;

/// <summary>The session of the studio in a worker of the browser, which worker.js calls.</summary>
internal static partial class Program
{
    private static readonly BrowserCodec Codec = new();

    private static readonly StudioSession Session = new(new StudioStart([], Codec)
    {
        ReducedFrom = Codec.ReducedFrom,
        WorkingFolder = "/", HasFiles = false, AddressFolder = null,
        Limits = new() { NumberBefore = Random.Shared.Next(1 << 30), PictureBytes = 32 << 20 },
    });

    // worker.js starts the runtime.
    public static void Main()
    {
    }

    /// <summary>Answers a request.</summary>
    /// <param name="id">Number of the request, which names its answer.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="body">The body of a POST; null for a GET.</param>
    [JSExport]
    internal static async Task AnswerAsync(int id, string target, byte[]? body)
    {
        using var exchange = new WorkerExchange(id, target, body);
        try
        {
            await Session.AnswerAsync(exchange);
        }
        catch (Exception failure)
        {
            await exchange.FailAsync(failure);
        }
    }

    /// <summary>Receives the weights of the network, before the first request that needs them.</summary>
    [JSExport]
    internal static void LoadWeights(byte[] weights) => NucleusNetwork.Loaded = weights;

    /// <summary>Cancels a request that has not been answered.</summary>
    [JSExport]
    internal static void Cancel(int id) => WorkerExchange.Cancel(id);
}
