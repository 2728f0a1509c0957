// NestJS CQRS on its Fastify adapter and Emmett's command handler on SQLite, in a process of its own: nest-emmett.ts FILE as-shipped|queued
import 'reflect-metadata'
import { Body, Controller, Inject, Module, Param, type PipeTransform, Post } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { contestant } from './contestant.ts'
import { type EmmettOrders, emmettOrders } from './emmett-orders.ts'
import { OrderBody } from './orders.ts'

const [file = '', connections] = process.argv.slice(2)
const orders = await emmettOrders(file, connections === 'queued' ? 'queued' : 'as-shipped')
const OrdersToken = Symbol('orders')

class PlaceOrder {
  readonly number: string
  readonly order: OrderBody
  constructor(number: string, order: OrderBody) {
    this.number = number
    this.order = order
  }
}

class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  readonly #orders: EmmettOrders
  constructor(given: EmmettOrders) {
    this.#orders = given
  }
  execute({ number, order }: PlaceOrder) {
    return this.#orders.place(number, order)
  }
}

class OrdersController {
  readonly #commands: CommandBus
  constructor(commands: CommandBus) {
    this.#commands = commands
  }
  place(number: string, order: OrderBody) {
    return this.#commands.execute(new PlaceOrder(number, order))
  }
}

class OrdersModule {}

const parsed: PipeTransform = { transform: (body: unknown) => OrderBody.parse(body) }

// type stripping knows no decorators; they are functions all the same
Inject(OrdersToken)(PlaceOrderHandler, undefined, 0)
CommandHandler(PlaceOrder)(PlaceOrderHandler)
Inject(CommandBus)(OrdersController, undefined, 0)
Param('number')(OrdersController.prototype, 'place', 0)
Body(parsed)(OrdersController.prototype, 'place', 1)
const place = Object.getOwnPropertyDescriptor(OrdersController.prototype, 'place')
Post(':number/place-order')(OrdersController.prototype, 'place', place as PropertyDescriptor)
Controller('order')(OrdersController)
Module({
  imports: [CqrsModule.forRoot()],
  controllers: [OrdersController],
  providers: [{ provide: OrdersToken, useValue: orders }, PlaceOrderHandler],
})(OrdersModule)

const app = await NestFactory.create<NestFastifyApplication>(OrdersModule, new FastifyAdapter(), {
  logger: false,
})
await app.listen(0, '127.0.0.1')
contestant({ port: Number(new URL(await app.getUrl()).port), streams: orders.streams })
