using RabbitMQ.Client.Exceptions;

namespace Stylize.Workers.Broker;

/// <summary>Distinguishes a lost connection, which is opened again, from everything else, which must not be tried for ever.</summary>
internal static class BrokerLoss
{
    /// <summary>True for what is thrown when the connection or a channel has ended, or the broker no longer answers.</summary>
    /// <param name="isClosed">True if the connection had ended when the exception was caught, before this side closed it.</param>
    /// <param name="exception">What was thrown; a cancellation only if nobody asked for it.</param>
    public static bool Is(bool isClosed, Exception exception) => exception switch
    {
        PublishException { IsReturn: true } => false,
        RabbitMQClientException or System.Net.Sockets.SocketException or IOException or TimeoutException => true,
        OperationCanceledException => true, // the client's own limit, or the end of the connection
        InvalidOperationException => isClosed, // used after its end
        _ => false,
    };

    /// <summary>True for a message that no queue takes, because the queue was deleted.</summary>
    public static bool IsMissingQueue(Exception exception) => exception is PublishException { IsReturn: true };
}
