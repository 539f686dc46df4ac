using System.Net;
using Stylize.Benchmarks;

namespace Stylize.Engine.Tests.Browser;

/// <summary>Listens for the requests of pages.</summary>
internal static class PageListener
{
    /// <summary>Starts a listener on a free port and returns it with its address.</summary>
    /// <param name="host">A name of this computer.</param>
    public static (HttpListener Listener, string Address) Start(string host)
    {
        for (var attempt = 1; ; attempt++)
        {
            var address = $"http://{host}:{LocalBroker.FreePort()}/";
            var listener = new HttpListener { Prefixes = { address } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Another program has taken the port meanwhile.
                listener.Close();
            }
        }
    }
}
