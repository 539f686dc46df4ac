using System.ComponentModel;

namespace Stylize.Studio;

internal static class Browser
{
    /// <summary>Opens an address; returns false if no browser can be started.</summary>
    public static bool TryOpen(string address)
    {
        // On Windows, the shell starts the browser.
        var program = OperatingSystem.IsWindows() ? new ProcessStartInfo(address) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
        try
        {
            using var process = Process.Start(program);
            return true;
        }
        catch (Exception failure) when (failure is Win32Exception or FileNotFoundException)
        {
            return false;
        }
    }
}
